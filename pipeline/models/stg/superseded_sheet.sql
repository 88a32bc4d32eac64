-- about: sheets of which a newer copy came: at least half of the households of a household sheet, or all keys of another, stand again in a sheet of the same kind that was filled later, or, on the same day, has the later name
-- grain: kind, file, sheet
with repeated as (
  select kind, key from stg_sheet_key group by kind, key having min(file) <> max(file) or min(sheet) <> max(sheet)
),
shared_keys as (
  select distinct k.kind, k.file, k.sheet, k.key
  from stg_sheet_key k
  join repeated r on r.kind = k.kind and r.key = k.key
),
shared as (
  select a.kind, a.file, a.sheet, b.file as newer_file, b.sheet as newer_sheet, count(*) as keys
  from shared_keys a
  join shared_keys b on b.kind = a.kind and b.key = a.key and (b.file <> a.file or b.sheet <> a.sheet)
  group by a.kind, a.file, a.sheet, b.file, b.sheet
),
sharing as (
  select distinct kind, file, sheet from shared_keys
),
sheets as (
  select k.kind, k.file, k.sheet, count(distinct k.key) + max(case when k.key is null then 1 else 0 end) as keys, max(coalesce(i.filled_on, date '1900-01-01')) as filled_on
  from stg_sheet_key k
  join sharing s on s.kind = k.kind and s.file = k.file and s.sheet = k.sheet
  left join meta_intake i on i.file = k.file and i.sheet = k.sheet
  group by k.kind, k.file, k.sheet
),
final as (
  select a.kind, a.file, a.sheet,
    min(concat(b.file, ' › ', b.sheet)) as newer
  from shared s
  join sheets a on a.kind = s.kind and a.file = s.file and a.sheet = s.sheet
  join sheets b on b.kind = s.kind and b.file = s.newer_file and b.sheet = s.newer_sheet
  -- a village sends its household sheet whole; other sheets may come again in part
  where (s.keys = a.keys or (a.kind = 'household' and 2 * s.keys >= a.keys))
    and (b.filled_on > a.filled_on
      or (b.filled_on = a.filled_on and (b.file > a.file or (b.file = a.file and b.sheet > a.sheet))))
  group by a.kind, a.file, a.sheet
)
select * from final
