package methods

import (
	"fmt"

	"sanlv/pipeline/survey"
)

// sampling says how the verification sample is estimated from and judged, and how
// often the intervals held the truth when that was tried.
func sampling() (section, error) {
	covered, err := survey.Coverage()
	if err != nil {
		return section{}, err
	}
	t := table{Caption: "95%区间含住真值的次数", Heads: []string{"设定的率(%)", "总体真实率(%)", "村内相关系数", "抽村数", "模拟次数", "含住真值(%)", "真值在区间下(%)", "真值在区间上(%)", "平均宽度(百分点)", "零问题户的样本(%)", "±t×标准误含住(%)"}}
	for _, c := range covered {
		t.Rows = append(t.Rows, []string{c.Rate, c.Truth, c.ICC, c.Villages, c.Samples, c.Held, c.TruthBelow, c.TruthAbove, c.Width, c.NothingFound, c.Wald})
	}
	return section{Title: "抽样评估", ID: "sampling", Texts: []string{
		"核查表只查了抽中的户,由样本推算全县,有抽样误差。下面是推算、区间和判定的做法;查了全部户的,没有抽样误差,不用这些。"},
		Below: []section{
			{Title: "估计和方差", ID: "sampling-estimate", Texts: []string{
				"口径值:样本中的问题人口÷样本中的人口,不加权,不作推断。",
				"加权估计:R=Σ权重×人口×是否问题户÷Σ权重×人口(群众认可度按户)。权重=1÷村的入样概率×该类户数÷该类样本户数;没有填权重的由抽样框算出,算不出的不作加权估计,从不当作1。",
				"方差:泰勒线性化(Woodruff 1971;Särndal等1992),z=权重×(y−R×x)÷X。分层二阶段:每层 (1−n/N)·n/(n−1)·Σ(村合计−平均)²,再加 n/N 乘各村各类内的 (1−m/M)·m/(m−1)·Σ(z−平均)²。按户数比例抽村或不知道全层村数的,按放回抽样,只有第一项且不乘(1−n/N)。n 数抽中的全部村,没有这类户的村按0计。自由度=有核查户的村数−层数。",
				"综合贫困发生率=(未脱贫人口+错退率×脱贫人口+漏评率×一般农户人口)÷总人口,人口取自户表;方差由合在一起的线性化变量得出,含两个率的协方差。直接扩大(Σ权重×问题人口)只供比较。",
				"设计效应=方差×户数÷(R(1−R)):与同样户数的简单随机抽样相比。有效户数是这个样本抵得上多少户的简单随机样本。"}},
			{Title: "区间", ID: "sampling-interval", Texts: []string{
				fmt.Sprintf("KG+:Korn与Graubard(1998)按自由度调整的Clopper-Pearson区间,有效户数n*=min(Kish数,R(1−R)÷方差×(t比)²),Kish数=(Σ权重×人口)²÷Σ(权重×人口)²。一户问题户也没有(或全是)时,n*=Kish数÷(1+(每村户数−1)×%.2f)(村内相关系数由参数sample.zero_icc定,自带的为此数),上限=1−(α/2)的1/n*次方。以Kish数为上限和零个时的村内相关系数是本程序的选择(NCHS 2017 另有做法)。", survey.DefaultICC),
				"另列xlogit(SUDAAN、Stata、R)和Wilson区间,只供对照;推算人数的区间由率的区间乘人口得出,直接扩大用估计值±t×标准误。"}},
			{Title: "判定", ID: "sampling-verdict", Texts: []string{
				"取两个单侧95%界限(双侧90%区间的两端)。上限型标准(如低于2%):上界低于标准为达标,下界不低于标准为未达标,其余为样本不足以判定;下限型(群众认可度)相反。待核户都不算问题户得下界,都算得上界。",
				"“约再查”是比例不变时,要使判定明朗还须再查的户数;比剩下的户还多的,须全面核查。反复加查直到通过会夸大把握。",
				"有一层没有抽到村、或者一户也没有访到的,整个范围不作判定;自由度不足1的,不给标准误和区间。一层只抽一个村(而全层不止一个)的,村间差别按各层平均推算(偏保守),并有提示。"}},
			{Title: "小范围和到村核看", ID: "sampling-small", Texts: []string{
				"县以下:计入户或有效户数不足30,或区间宽达30个百分点,或宽过5个百分点且过率的1.3倍的,不发布估计(NCHS 2017);自由度不足8的慎用。",
				"村:按精确二项分布给出95%和99.9%的范围,超出的列为到村核看;这不是排名,也不是判定。"}},
			{Title: "区间的实测", ID: "sampling-coverage", Texts: []string{
				"对一个虚构的县(300个村、分两层、村内相关)反复抽样,每村10户(脱贫户、一般农户各5户),看95%区间含住真值的次数;不足93%即为失败。最后一列是常见的“估计值±t×标准误”,供对比。"},
				Tables: []table{t}},
		}}, nil
}
