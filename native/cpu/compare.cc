// Comparisons, logic and selection.
#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

#define BACKSTEP_COMPARISON(Name, operation)  \
  struct Name {                               \
    template <class T>                        \
    static uint8_t apply(T a, T b) {          \
      return a operation b;                   \
    }                                         \
  };
BACKSTEP_COMPARISON(Eq, ==)
BACKSTEP_COMPARISON(Ne, !=)
BACKSTEP_COMPARISON(Lt, <)
BACKSTEP_COMPARISON(Le, <=)
BACKSTEP_COMPARISON(Gt, >)
BACKSTEP_COMPARISON(Ge, >=)
#undef BACKSTEP_COMPARISON

struct And {
  static uint8_t apply(uint8_t a, uint8_t b) { return (a != 0) & (b != 0); }
};
struct Or {
  static uint8_t apply(uint8_t a, uint8_t b) { return (a | b) != 0; }
};
struct Xor {
  static uint8_t apply(uint8_t a, uint8_t b) { return (a != 0) ^ (b != 0); }
};

void boolOutput(Command& c) {
  checkBinary(c);
  if (c.out().dtype != Dtype::boolean) noKernel(c, c.out().dtype);
}

template <class Op>
void compare(Command& c) {
  boolOutput(c);
  // Bools are bytes of 0 and 1: they compare as uint8.
  const Dtype dtype = c.in(0).dtype == Dtype::boolean ? Dtype::uint8 : c.in(0).dtype;
  forType(Numbers{}, c, dtype, [&](auto t) { binaryLoop<Op, decltype(t), uint8_t>(c, 0.3); });
}

template <class Op>
void logic(Command& c) {
  boolOutput(c);
  if (c.in(0).dtype != Dtype::boolean) noKernel(c, c.in(0).dtype);
  binaryLoop<Op, uint8_t, uint8_t>(c, 0.1);
}

}  // namespace

KERNEL(eq) { compare<Eq>(c); }
KERNEL(ne) { compare<Ne>(c); }
KERNEL(lt) { compare<Lt>(c); }
KERNEL(le) { compare<Le>(c); }
KERNEL(gt) { compare<Gt>(c); }
KERNEL(ge) { compare<Ge>(c); }
KERNEL(logicalAnd) { logic<And>(c); }
KERNEL(logicalOr) { logic<Or>(c); }
KERNEL(logicalXor) { logic<Xor>(c); }

KERNEL(where) {
  if (c.in(0).dtype != Dtype::boolean) noKernel(c, c.in(0).dtype);
  for (int k = 0; k < 3; k++) sameShape(c, c.out(), c.in(k), "an input");
  sameDtype(c, c.out(), c.in(1), "the second input");
  sameDtype(c, c.out(), c.in(2), "the third input");
  forSize(c.out().dtype, [&](auto bits) {
    using T = decltype(bits);
    const Walk walk(c.out(), c.in(0), c.in(1), c.in(2));
    const int64_t os = walk.step[0], ms = walk.step[1], as = walk.step[2], bs = walk.step[3];
    walk.run(0.4, [&](int64_t n, char** at) {
      T* o = reinterpret_cast<T*>(at[0]);
      const uint8_t* mask = reinterpret_cast<const uint8_t*>(at[1]);
      const T* a = reinterpret_cast<const T*>(at[2]);
      const T* b = reinterpret_cast<const T*>(at[3]);
      if (os == 1 && ms == 1 && (as | bs) <= 1 && as >= 0 && bs >= 0) {
        // A scalar side is read from its one element; the compiler keeps it in a register.
        BACKSTEP_INDEPENDENT
        for (int64_t i = 0; i < n; i++) {
          const T x = a[as ? i : 0], y = b[bs ? i : 0];
          o[i] = mask[i] ? x : y;
        }
        return;
      }
      for (int64_t i = 0; i < n; i++) {
        BACKSTEP_ONE_BY_ONE;
        o[i * os] = mask[i * ms] ? a[i * as] : b[i * bs];
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
