-- about: what is in force: indicators, standards, exit items, poverty measures, ledgers, checks, parameters and columns, in words and with their documents
-- grain: place_order
-- publish: trace/definition
-- order: place_order
with final as (
  select place_order, kind, id, list, level, label, definition, source, status, unit, numerator, denominator, nulls,
    comparator, threshold, formula, behind, base, left_out, direction, sheet, severity, mend
  from ref_definition
)
select * from final
