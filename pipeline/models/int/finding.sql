-- about: findings with the village of their household where they name none themselves, and with what the village answered; 属实无误 and 已举证 settle a finding only where its rule allows it and a note says why
-- grain: finding_id
with final as (
  select f.*, coalesce(nullif(f.village_code, ''), nullif(h.home_village, '未定'), '') as found_village,
    coalesce(a.answer, '') as answer, coalesce(a.answer_note, '') as answer_note,
    case
      when a.answer is null then '待处理'
      when a.answer = '已更正' then '仍未更正'
      when r.confirmable and trim(a.answer_note) = '' then '缺核实说明'
      when r.confirmable then '已核实'
      else '不能以此了结'
    end as state
  from meta_finding f
  left join stg_household h on h.household_id = f.household_id
  left join stg_answer a on a.finding_id = f.finding_id and a.counts
  left join ref_rule r on r.rule = f.rule
)
select * from final
