-- severity: 错误
-- about: 抽样权重不大于零
-- message: 抽样权重填 {value},不是正数;{what}。
-- mend: 照抽样时给出的权重填写;不知道的留空,由抽样框算出。
-- source: 指标口径§2(抽样)
-- group: 核查
with final as (
  select 'verification' as kind, _file as file, _sheet as sheet, _row as row, 'weight' as column_name, plain(weight) as value,
    household_id, village_code,
    case when weight = 0 then '权重为零的户不在样本内,不计入' else '含有这一户的范围不作加权估计' end as what
  from stg_verification
  where weight <= 0
)
select * from final
