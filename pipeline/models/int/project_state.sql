-- about: how far every project is by the as-of date, and whether it is overdue: those of the assessment year, and of earlier years those that are not finished. null is unknown
-- grain: file, sheet, row
-- source: indicators §8
with facts as (
  select r.*, p.as_of, p.period,
    f.column_name is not null and instr(r._rejected, ';finished_on;') = 0 as finish_told,
    b.column_name is not null and instr(r._rejected, ';started_on;') = 0 as start_told
  from stg_project r
  cross join ref_setting p
  left join meta_column f on f.file = r._file and f.sheet = r._sheet and f.kind = 'project' and f.column_name = 'finished_on'
  left join meta_column b on b.file = r._file and b.sheet = r._sheet and b.kind = 'project' and b.column_name = 'started_on'
),
-- a day to come does not make it finished yet
judged as (
  select *,
    case
      when finished_on <= as_of or progress >= 1 then true
      when finished_on > as_of or progress < 1 or finish_told then false
    end as finished,
    case
      when progress > 0 or started_on <= as_of or finished_on <= as_of then true
      when progress = 0 or started_on > as_of or start_told then false
    end as started
  from facts
),
final as (
  select home_village as village_code, year, project_id, project_name, coalesce(project_type, '不明') as project_type, responsible_unit, progress,
    planned_investment as planned, arrived_funds as arrived, paid_funds as paid, started_on, planned_finish_on, finished_on,
    beneficiary_households, beneficiary_poor_households, disclosed, finished, started,
    case
      when finished then '已完工'
      when started and not finished then '在建'
      when not started and not finished then '未开工'
      else '不明'
    end as state,
    case
      when finished or planned_finish_on >= as_of then false
      when planned_finish_on < as_of and not finished then true
    end as overdue,
    _file as file, _sheet as sheet, _row as row
  from judged
  where coalesce(year, period) = period or (year < period and coalesce(finished, false) = false)
)
select * from final
