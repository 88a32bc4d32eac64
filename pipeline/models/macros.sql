-- Functions that DuckDB and Spark spell differently. Models use these names only.

-- the distinct texts of a group, in order, joined by ;
create or replace macro joined(x) as string_agg(distinct x, ';' order by x);

-- a / b of whole numbers, half away from zero; b > 0
create or replace macro divide_half_up(a, b) as sign(a) * ((2 * abs(a) + b) // (2 * b));

-- a / b of whole numbers, rounded up; a >= 0, b > 0
create or replace macro divide_up(a, b) as (a + b - 1) // b;

-- num/den compared with a threshold in whole numbers, never after rounding
create or replace macro satisfies(num, den, comparator, threshold_num, threshold_den) as
  case comparator
    when '<' then num * threshold_den < den * threshold_num
    when '<=' then num * threshold_den <= den * threshold_num
    when '>' then num * threshold_den > den * threshold_num
    when '>=' then num * threshold_den >= den * threshold_num
    when '=' then num * threshold_den = den * threshold_num
  end;

-- whole months from a day to a later one, as birthdays are counted; negative the other way round
create or replace macro whole_months(a, b) as (year(cast(b as date)) - year(cast(a as date))) * 12 + month(cast(b as date)) - month(cast(a as date)) - case when day(cast(b as date)) < day(cast(a as date)) then 1 else 0 end;

-- a whole number with thousands separators, for sentences
create or replace macro grouped(n) as format('{:,}', cast(n as bigint));

-- an amount as people write it: at most two decimals and no idle zeros
create or replace macro plain(x) as rtrim(rtrim(cast(cast(x as decimal(18, 2)) as varchar), '0'), '.');

-- two amounts of which one is about ten thousand times the other: yuan against 万元, as near as the percentage says
create or replace macro same_but_unit(a, b, percent) as
  a > 0 and b > 0 and (abs(a * 10000 - b) * 100 <= b * percent or abs(b * 10000 - a) * 100 <= a * percent);
