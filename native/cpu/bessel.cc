// Modified Bessel functions of the first kind, of orders 0 and 1, and both times e^-|x|.
#include <algorithm>
#include <cmath>

#include "cpu/wideLoops.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Chebyshev series made for this file: near, of e^-x I0(x) and e^-x I1(x) / x up to 10; far, of √x e^-x I(x) in 1 / x.
constexpr double near0[] = {
    0.31145421010068433, -0.29197749499507213, 0.17375265043813292, -0.10343073814878684, 0.058923407282076143,
    -0.031634010237880652, 0.015907569705473733, -0.0074777081816068099, 0.003286117325714907, -0.0013516692791943604,
    0.00052133773921395737, -0.00018895356827788795, 6.4500759327438765e-5, -2.0784958876176799e-5,
    6.3371659105248552e-6, -1.8321416042588199e-6, 5.0333571302332312e-7, -1.3166290383087135e-7,
    3.2855047273130881e-8, -7.835264217995292e-9, 1.7887642352128466e-9, -3.9155476801326893e-10,
    8.2304431990840793e-11, -1.6636357957906465e-11, 3.2379848519783439e-12, -6.0759843337861078e-13,
    1.1005160508567028e-13, -1.9261837182816602e-14, 3.2611999546288036e-15, -5.346472932535263e-16,
    8.4952502394827148e-17, -1.3094560179751468e-17};
constexpr double far0[] = {
    0.40155151118405042, 0.0026497964898474522, 4.1815746293363134e-5, 1.3115016971692716e-6, 6.5903710779443859e-8,
    4.8991265397762109e-9, 5.2276778351344962e-10, 7.558186594854892e-11, 1.2430838691394886e-11,
    1.5559064173377983e-12, -1.3922244473311206e-13, -1.7954387265963299e-13, -6.0083936821644079e-14,
    -6.0320863684192644e-15, 3.6783063458994028e-15, 1.7350549724192145e-15, 9.4332764173104734e-17,
    -1.6905528190479392e-16, -4.936515118372642e-17, 1.044192816665758e-17};
constexpr double near1[] = {
    0.11228894244080894, -0.16618238588260345, 0.10475878106137723, -0.059490086948204928, 0.031011141611132417,
    -0.014972049933118841, 0.006730417535038804, -0.0028277656363541437, 0.0011138269228577745,
    -0.00041241649726068583, 0.00014390464090178723, -4.7429145002669986e-5, 1.4798119965999995e-5,
    -4.3799671746360128e-6, 1.232271097721313e-6, -3.3017017043044321e-7, 8.4401226780371972e-8,
    -2.0619661533575763e-8, 4.8221347590503521e-9, -1.0811542679067955e-9, 2.3273194756752263e-10,
    -4.8165903071630107e-11, 9.5962566917212859e-12, -1.8427869194115758e-12, 3.4147867747095938e-13,
    -6.1128613578641559e-14, 1.0582058269718412e-14, -1.7732462517202516e-15, 2.8790413904605157e-16,
    -4.5330739945710811e-17};
constexpr double far1[] = {
    0.39127208042326825, -0.0077362193371372694, -6.7723474257035347e-5, -1.7808310259365696e-6,
    -8.1964747328684466e-8, -5.7702095065626695e-9, -5.9299630747094154e-10, -8.3705737388374936e-11,
    -1.3647999032369584e-11, -1.7397200717322043e-12, 1.2658313047421119e-13, 1.8647883418424493e-13,
    6.381536400800916e-14, 6.857303983976774e-15, -3.7200185859097615e-15, -1.8240960132798819e-15,
    -1.1552228634076729e-16, 1.7277239890598655e-16, 5.2519621464882587e-17, -1.0205833324085728e-17};

// Σ c[k] Tₖ(u), by Clenshaw, of the first `terms`. V is double or a vector of doubles.
template <class V, int n>
V series(const double (&c)[n], V u, int terms = n) {
  V b{}, above{};
  for (int k = std::min(n, terms) - 1; k > 0; k--) {
    const V next = 2.0 * u * b - above + c[k];
    above = b;
    b = next;
  }
  return u * b - above + c[0];
}

// e^-|x| I0(x)
double scaled0(double x) {
  const double t = std::fabs(x);
  if (t <= 10) return series(near0, t / 5 - 1);
  return series(far0, 20 / t - 1) / std::sqrt(t);
}
// e^-|x| I1(x)
double scaled1(double x) {
  const double t = std::fabs(x);
  if (t <= 10) return x * series(near1, t / 5 - 1);
  return std::copysign(series(far1, 20 / t - 1) / std::sqrt(t), x);
}
// In two steps: e^|x| alone can be infinite.
double grown(double scaled, double x) {
  const double half = std::exp(std::fabs(x) / 2);
  return scaled * half * half;
}

// What float32 shows of them.
constexpr int nearTerms = 25, farTerms = 9;

wide::Doubles wideScaled0(wide::Doubles x) {
  using namespace wide;
  const Doubles t = wide::abs(x);
  const Doubles near = series(near0, atMost(t, 10) / 5.0 - 1.0, nearTerms);
  const Doubles far = series(far0, 20.0 / atLeast(t, 10) - 1.0, farTerms) / wide::sqrt(t);
  return select(t > all(10), far, near);
}
wide::Doubles wideScaled1(wide::Doubles x) {
  using namespace wide;
  const Doubles t = wide::abs(x);
  const Doubles near = x * series(near1, atMost(t, 10) / 5.0 - 1.0, nearTerms);
  const Doubles far = copySign(series(far1, 20.0 / atLeast(t, 10) - 1.0, farTerms) / wide::sqrt(t), x);
  return select(t > all(10), far, near);
}
wide::Doubles wideGrown(wide::Doubles scaled, wide::Doubles x) {
  using namespace wide;
  return select(wide::abs(x) == all(INFINITY), x, scaled * wide::exp(wide::abs(x)));
}

#define BACKSTEP_BESSEL(name, exact, wideForm)                             \
  struct Op_##name {                                                       \
    static wide::Doubles vector(wide::Doubles x) { return wideForm; }      \
    static double apply(double x) { return exact; }                        \
  };                                                                       \
  }                                                                        \
  KERNEL(name) { wideUnary<Op_##name>(c, 8, 50); }                         \
  namespace {

BACKSTEP_BESSEL(i0, std::isinf(x) ? INFINITY : grown(scaled0(x), x), wideGrown(wideScaled0(x), wide::abs(x)))
BACKSTEP_BESSEL(i1, std::isinf(x) ? x : grown(scaled1(x), x), wideGrown(wideScaled1(x), x))
BACKSTEP_BESSEL(i0e, scaled0(x), wideScaled0(x))
BACKSTEP_BESSEL(i1e, scaled1(x), wideScaled1(x))

#undef BACKSTEP_BESSEL

}  // namespace

}  // namespace backstep::BACKSTEP_ISA
