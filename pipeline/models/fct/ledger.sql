-- about: the rows of all ledgers (台账): households, persons and problems that somebody has to see to, each with the reason and the cell that decided
-- grain: ledger, village_code, household_id, file, sheet, row
-- publish: trace/ledger
-- order: number, village_code, household_id, file, sheet, row
-- mask: head_name=name;person=name;subject=text;reason=text
with rows as (
  select l.number, l.counts, r.*
  from led_row r
  join ref_ledger l on l.ledger = r.ledger
  where r.certain
),
-- where a sheet has no such column, the row is named by its key
keys as (
  select file, sheet, kind, letter, header
  from meta_column
  where column_name = case when kind = 'rectification' then 'problem_id' else 'household_id' end
),
final as (
  select r.ledger, r.number, r.village_code, coalesce(a.township, '未定') as township, coalesce(a.village, r.village_code) as village,
    r.household_id, coalesce(v.head_name, '') as head_name, coalesce(v.status, '') as status, v.persons as household_persons, v.per_capita,
    cast(v.line as decimal(18, 2)) as line,
    coalesce(r.person, '') as person, coalesce(r.relationship, '') as relationship, r.age,
    -- how many persons the row counts; who stands there by several payments counts once
    case r.counts when 'household' then v.persons when 'person' then case when r.kind = 'member' then 1 when r.relationship = '全户' then v.persons
      when r.person is not null then case when row_number() over (partition by r.ledger, r.household_id, r.person
        order by case when r.kind = 'member' then 0 else 1 end, r.file, r.sheet, r.row) = 1 then 1 else 0 end end end as persons,
    coalesce(r.subject, '') as subject, r.reason, r.kind, r.file, r.sheet, r.row, r.column_name,
    concat(coalesce(c.letter, k.letter, ''), cast(r.row as string)) as cell, coalesce(c.header, k.header, '') as header
  from rows r
  left join int_village a on a.village_code = r.village_code
  left join int_household_verdict v on v.household_id = r.household_id
  left join meta_column c on c.file = r.file and c.sheet = r.sheet and c.kind = r.kind and c.column_name = r.column_name
  left join keys k on k.file = r.file and k.sheet = r.sheet and k.kind = r.kind
)
select * from final
