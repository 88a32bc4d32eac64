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

-- a whole number with thousands separators, for sentences
create or replace macro grouped(n) as format('{:,}', cast(n as bigint));
