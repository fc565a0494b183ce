#include "cpu/fft.h"

#include <cmath>
#include <utility>

namespace backstep::BACKSTEP_ISA {

namespace {

constexpr int64_t largestRadix = 31;
constexpr double pi = 3.14159265358979323846;

// std::complex's own product looks for infinities.
inline Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// exp(∓2πi k / n) for 0 ≤ k < n, from √n sines: angles within an eighth of a turn are a coarse and a fine one.
class Roots {
 public:
  Roots(int64_t n, bool inverse) : n_(n), sign_(inverse ? 1 : -1) {
    while (step_ * step_ < n) step_++;
    for (int64_t k = 0; k < step_; k++) fine_.push_back(std::polar(1.0, pi / 4 * static_cast<double>(k) / static_cast<double>(n)));
    for (int64_t k = 0; k < n; k += step_) coarse_.push_back(std::polar(1.0, pi / 4 * static_cast<double>(k) / static_cast<double>(n)));
  }

  Complex operator()(int64_t k) const {
    const int64_t eighth = 8 * k / n_, rest = 8 * k - eighth * n_;
    const Complex z = times(coarse_[static_cast<size_t>(rest / step_)], fine_[static_cast<size_t>(rest % step_)]);
    const double c = z.real(), s = z.imag(), more = (c - s) * half, less = (c + s) * half;
    const double cosines[] = {c, more, -s, -less, -c, -more, s, less}, sines[] = {s, less, c, more, -s, -less, -c, -more};
    return {cosines[eighth], sign_ * sines[eighth]};
  }

 private:
  static constexpr double half = 0.70710678118654752440;  // √½
  int64_t n_, step_ = 1;
  double sign_;
  std::vector<Complex> fine_, coarse_;
};

// Fours first; what is left over as one factor where it has a prime that is too large.
std::vector<int64_t> factorsOf(int64_t n) {
  std::vector<int64_t> factors;
  for (; n % 4 == 0; n /= 4) factors.push_back(4);
  for (int64_t p = 2; p <= largestRadix; p++)
    for (; n % p == 0; n /= p) factors.push_back(p);
  if (n > 1) factors.push_back(n);
  return factors;
}

}  // namespace

FourierPlan::FourierPlan(int64_t n, bool inverse) : n_(n), inverse_(inverse) {
  const std::vector<int64_t> factors = factorsOf(n);
  if (factors.empty() || factors.back() <= largestRadix) {
    const Roots root(n, inverse);
    int64_t size = n, step = 1;
    for (const int64_t radix : factors) {
      Stage stage{radix, size / radix, {}, {}};
      stage.turns.reserve(static_cast<size_t>(size - stage.m));
      for (int64_t part = 1; part < radix; part++)
        for (int64_t k = 0; k < stage.m; k++) stage.turns.push_back(root(part * k * step));
      for (int64_t k = 0; k < radix; k++) stage.roots.push_back(root(k * (n / radix)));
      size = stage.m;
      step *= radix;
      stages_.push_back(std::move(stage));
    }
    return;
  }
  int64_t size = 1;
  while (size < 2 * n - 1) size *= 2;
  longer_ = std::make_unique<FourierPlan>(size, false);
  const Roots root(2 * n, inverse);
  chirp_.reserve(static_cast<size_t>(n));
  for (int64_t k = 0; k < n; k++) chirp_.push_back(root(k * k % (2 * n)));
  std::vector<Complex> response(static_cast<size_t>(size));
  for (int64_t k = 0; k < n; k++)
    response[static_cast<size_t>(k)] = response[static_cast<size_t>((size - k) % size)] = std::conj(chirp_[static_cast<size_t>(k)]);
  filter_.resize(static_cast<size_t>(size));
  longer_->run(response.data(), filter_.data(), nullptr);
}

int64_t FourierPlan::room() const { return longer_ ? 2 * longer_->length() : 0; }

void FourierPlan::run(const Complex* x, Complex* y, Complex* room) const {
  if (n_ == 1) {
    *y = *x;
    return;
  }
  if (!longer_) return mixed(0, x, 1, y);
  const int64_t size = longer_->length();
  Complex *a = room, *b = room + size;
  for (int64_t k = 0; k < size; k++) a[k] = k < n_ ? times(x[k], chirp_[static_cast<size_t>(k)]) : Complex{};
  longer_->run(a, b, nullptr);
  // The inverse transform, as the conjugate of the transform of the conjugate.
  for (int64_t k = 0; k < size; k++) b[k] = std::conj(times(b[k], filter_[static_cast<size_t>(k)]));
  longer_->run(b, a, nullptr);
  const double share = 1 / static_cast<double>(size);
  for (int64_t k = 0; k < n_; k++) y[k] = times(std::conj(a[k]), chirp_[static_cast<size_t>(k)]) * share;
}

// From the transforms of the parts of x, whose elements are `step` apart.
void FourierPlan::mixed(size_t which, const Complex* x, int64_t step, Complex* y) const {
  const Stage& stage = stages_[which];
  for (int64_t part = 0; part < stage.radix; part++) {
    if (stage.m == 1) y[part] = x[part * step];
    else mixed(which + 1, x + part * step, step * stage.radix, y + part * stage.m);
  }
  if (stage.radix == 2) return pairs(stage, y);
  if (stage.radix == 4) return fours(stage, y);
  many(stage, y);
}

void FourierPlan::pairs(const Stage& stage, Complex* y) const {
  const int64_t m = stage.m;
  for (int64_t k = 0; k < m; k++) {
    const Complex a = y[k], b = times(y[m + k], stage.turns[static_cast<size_t>(k)]);
    y[k] = a + b;
    y[m + k] = a - b;
  }
}

void FourierPlan::fours(const Stage& stage, Complex* y) const {
  const int64_t m = stage.m;
  const double sign = inverse_ ? 1 : -1;
  const Complex *first = stage.turns.data(), *second = first + m, *third = second + m;
  for (int64_t k = 0; k < m; k++) {
    const Complex a = y[k], b = times(y[m + k], first[k]), c = times(y[2 * m + k], second[k]), d = times(y[3 * m + k], third[k]);
    const Complex even = a + c, odd = a - c, sum = b + d, difference = b - d;
    const Complex turned{-sign * difference.imag(), sign * difference.real()};
    y[k] = even + sum;
    y[m + k] = odd + turned;
    y[2 * m + k] = even - sum;
    y[3 * m + k] = odd - turned;
  }
}

void FourierPlan::many(const Stage& stage, Complex* y) const {
  const int64_t radix = stage.radix, m = stage.m;
  Complex parts[largestRadix];
  for (int64_t k = 0; k < m; k++) {
    parts[0] = y[k];
    for (int64_t p = 1; p < radix; p++) parts[p] = times(y[p * m + k], stage.turns[static_cast<size_t>((p - 1) * m + k)]);
    for (int64_t q = 0; q < radix; q++) {
      Complex sum = parts[0];
      for (int64_t p = 1; p < radix; p++) sum += times(parts[p], stage.roots[static_cast<size_t>(p * q % radix)]);
      y[q * m + k] = sum;
    }
  }
}

}  // namespace backstep::BACKSTEP_ISA
