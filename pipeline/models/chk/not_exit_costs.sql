-- severity: 提示
-- about: 不得脱贫:就医、上学的支出超过收入
-- message: 该户{leaving},而教育、医疗的净支出{cost}元,超过纯收入{net}元的{bound}%;就医、上学支出超过收入的户不得脱贫。
-- mend: 落实报销、资助后再按程序脱贫;填错的,改正支出、补助或收入。
-- source: 不得脱贫情形(出处待核对原文);贫困户帮扶责任人培训提纲(刚性支出)
-- group: 不得脱贫
-- confirm: yes
with final as (
  select 'household' as kind, c.file, c.sheet, c.row,
    case when coalesce(b.education_cost, 0) > coalesce(b.medical_cost, 0) then 'education_expense' else 'medical_expense' end as column_name,
    plain(case when coalesce(b.education_cost, 0) > coalesce(b.medical_cost, 0) then h.education_expense else h.medical_expense end) as value,
    c.household_id, c.village_code, c.leaving,
    plain(coalesce(b.education_cost, 0) + coalesce(b.medical_cost, 0)) as cost, plain(b.net) as net, p.text as bound
  from int_exit_candidate c
  join stg_household h on h.household_id = c.household_id
  join int_household_burden b on b.household_id = c.household_id
  join ref_check_parameter p on p.name = 'check.exit_cost_percent'
  where (b.education_cost is not null or b.medical_cost is not null)
    and (coalesce(b.education_cost, 0) + coalesce(b.medical_cost, 0)) * 100 > cast(b.net as decimal(28, 4)) * cast(p.value as decimal(10, 4))
)
select * from final
