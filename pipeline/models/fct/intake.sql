-- about: what came and what became of its rows; the rows of a sheet that came again count as recognised
-- label: 来件
-- definition: 来件的每张工作表:读到、入库、拒收的行数和状态
-- grain: file, sheet, kind
-- publish: data/intake
-- order: file, sheet, kind
-- columns: file=文件;sheet=工作表;kind=表的种类;rows_read=读到的行数;rows_loaded=入库的行数;rows_rejected=拒收的行数;rows_recognised=认作非数据的行数:空行、标题、表头、合计、落款、被新来件取代;status=状态;reason=原因
with final as (
  select i.file, i.sheet, i.kind, i.rows_read,
    case when s.file is null then i.rows_loaded else 0 end as rows_loaded,
    i.rows_rejected,
    i.rows_recognised + case when s.file is null then 0 else i.rows_loaded end as rows_recognised,
    case when s.file is null then i.status else '重复来件' end as status,
    case when s.file is null then i.reason else concat('同一来源较新的一份:', s.newer) end as reason
  from meta_intake i
  -- a wide household and member sheet (household_member) is superseded by its households
  left join stg_superseded_sheet s on s.file = i.file and s.sheet = i.sheet
    and (s.kind = i.kind or (s.kind = 'household' and i.kind = 'household_member'))
)
select * from final
