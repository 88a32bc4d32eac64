-- severity: 警告
-- about: 上年有收入的户今年不在户表
-- message: 户编号“{household_id}”上年({year}年)有收入,今年本村的户表没有这一户。
-- mend: 核对户编号;已迁出、销户、并户的写明去向,漏报的补报。
-- source: 指标口径§9(数据质量)
-- group: 上年比对
-- confirm: yes
with come as (
  select distinct home_village as village_code from stg_household where home_village <> '未定'
),
placed as (
  select r.*, coalesce(r.village_code, n.village_code) as home_village
  from raw_baseline r
  left join stg_village_name n on n.township = r.township and n.village = r.village
),
final as (
  select 'baseline' as kind, r._file as file, r._sheet as sheet, r._row as row, 'household_id' as column_name, r.household_id as value,
    r.household_id, coalesce(r.home_village, '') as village_code, cast(r.year as string) as year
  from placed r
  join come c on c.village_code = r.home_village
  left join stg_household h on h.household_id = r.household_id
  where h.household_id is null
)
select * from final
