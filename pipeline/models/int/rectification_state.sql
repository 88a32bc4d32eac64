-- about: how far the rectification of every problem is by the as-of date; null is unknown
-- grain: problem_id
-- source: indicators §8
with final as (
  select r.problem_id, coalesce(r.source, '不明') as source, coalesce(r.category, '不明') as category, coalesce(r.state, '不明') as state,
    r.deadline, r.finished_on,
    case
      when r.state = '已整改' or r.deadline >= p.as_of then false
      when r.deadline < p.as_of and r.state in ('未整改', '整改中') then true
    end as overdue,
    case when r.state = '已整改' then r.finished_on > r.deadline end as finished_late,
    r._file as file, r._sheet as sheet, r._row as row
  from stg_rectification r
  cross join ref_setting p
)
select * from final
