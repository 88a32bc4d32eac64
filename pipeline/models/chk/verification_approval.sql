-- severity: 警告
-- about: 总体认可与分项认可相反
-- message: 总体认可填“{value}”,四个分项却都填“{parts}”。
-- mend: 核对原始问卷,改正有误的一处。
-- source: 指标口径§2(认可度)
-- group: 核查
-- confirm: yes
with final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, 'approves_overall' as column_name, case when approves_overall then '是' else '否' end as value,
    household_id, village_code, case when approves_overall then '否' else '是' end as parts
  from stg_verification
  where (approves_overall and approves_policies = false and approves_measures = false and approves_exit = false and approves_cadres = false)
    or (approves_overall = false and approves_policies and approves_measures and approves_exit and approves_cadres)
)
select * from final
