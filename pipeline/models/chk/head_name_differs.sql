-- severity: 错误
-- about: 户表的户主姓名与人表户主的不同
-- message: 户表的户主姓名与人表中户主的姓名不同。
-- mend: 核对户主是谁、字是否写对,两表改为一致。
-- source: 指标口径§9(数据质量)
-- group: 身份
with final as (
  select 'household' as kind, h._file as file, h._sheet as sheet, h._row as row, 'head_name' as column_name, h.head_name as value,
    h.household_id, h.home_village as village_code
  from stg_household h
  join int_household_fact f on f.household_id = h.household_id
  -- the dot of a minority name is written in several ways, a name of two characters with a space
  where replace(replace(replace(replace(h.head_name, ' ', ''), '·', ''), '•', ''), '.', '')
    <> replace(replace(replace(replace(f.head_name, ' ', ''), '·', ''), '•', ''), '.', '')
)
select * from final
