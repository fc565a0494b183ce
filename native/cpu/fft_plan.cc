#include "cpu/fft.h"

#include <cmath>

namespace backstep::BACKSTEP_ISA {

namespace {

constexpr int64_t largestRadix = 31;
constexpr double pi = 3.14159265358979323846;

// std::complex's own product looks for infinities.
inline Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// exp(±2πi k / n), k < n; the angle is taken within an eighth of a turn, where it is exact.
Complex root(int64_t k, int64_t n, bool inverse) {
  const int64_t eighth = 8 * k / n;
  const double rest = static_cast<double>(8 * k - eighth * n) / static_cast<double>(n);  // of an eighth
  const double angle = rest * pi / 4, turned = (1 - rest) * pi / 4, c = std::cos(angle), s = std::sin(angle);
  const double cx = std::cos(turned), sx = std::sin(turned);
  const double cosines[] = {c, sx, -s, -cx, -c, -sx, s, cx}, sines[] = {s, cx, c, sx, -s, -cx, -c, -sx};
  return {cosines[eighth], inverse ? sines[eighth] : -sines[eighth]};
}

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

FourierPlan::FourierPlan(int64_t n, bool inverse) : n_(n), inverse_(inverse), factors_(factorsOf(n)) {
  if (factors_.empty() || factors_.back() <= largestRadix) {
    for (int64_t k = 0; k < n; k++) roots_.push_back(root(k, n, inverse));
    return;
  }
  int64_t size = 1;
  while (size < 2 * n - 1) size *= 2;
  longer_ = std::make_unique<FourierPlan>(size, false);
  for (int64_t k = 0; k < n; k++) chirp_.push_back(root(k * k % (2 * n), 2 * n, inverse));
  std::vector<Complex> response(static_cast<size_t>(size));
  for (int64_t k = 0; k < n; k++)
    response[static_cast<size_t>(k)] = response[static_cast<size_t>((size - k) % size)] = std::conj(chirp_[static_cast<size_t>(k)]);
  filter_.resize(static_cast<size_t>(size));
  longer_->run(response.data(), filter_.data(), nullptr);
}

int64_t FourierPlan::room() const { return longer_ ? 2 * longer_->length() : 0; }

void FourierPlan::run(const Complex* x, Complex* y, Complex* room) const {
  if (!longer_) return mixed(n_, 0, x, 1, y);
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

// The transform of n elements of x, `step` apart, from those of its parts, which are `step × radix` apart.
void FourierPlan::mixed(int64_t n, size_t factor, const Complex* x, int64_t step, Complex* y) const {
  if (n == 1) {
    *y = *x;
    return;
  }
  const int64_t radix = factors_[factor], m = n / radix;
  for (int64_t part = 0; part < radix; part++) {
    if (m == 1) y[part] = x[part * step];
    else mixed(m, factor + 1, x + part * step, step * radix, y + part * m);
  }
  if (radix == 2) return pairs(m, step, y);
  if (radix == 4) return fours(m, step, y);
  many(radix, m, step, y);
}

void FourierPlan::pairs(int64_t m, int64_t step, Complex* y) const {
  for (int64_t k = 0; k < m; k++) {
    const Complex a = y[k], b = times(y[m + k], roots_[static_cast<size_t>(k * step)]);
    y[k] = a + b;
    y[m + k] = a - b;
  }
}

void FourierPlan::fours(int64_t m, int64_t step, Complex* y) const {
  const double sign = inverse_ ? 1 : -1;
  for (int64_t k = 0; k < m; k++) {
    const Complex *w = roots_.data(), a = y[k], b = times(y[m + k], w[k * step]), c = times(y[2 * m + k], w[2 * k * step]),
                  d = times(y[3 * m + k], w[3 * k * step]);
    const Complex even = a + c, odd = a - c, sum = b + d, difference = b - d;
    const Complex turned{-sign * difference.imag(), sign * difference.real()};
    y[k] = even + sum;
    y[m + k] = odd + turned;
    y[2 * m + k] = even - sum;
    y[3 * m + k] = odd - turned;
  }
}

void FourierPlan::many(int64_t radix, int64_t m, int64_t step, Complex* y) const {
  Complex parts[largestRadix];
  for (int64_t k = 0; k < m; k++) {
    for (int64_t p = 0; p < radix; p++) parts[p] = times(y[p * m + k], roots_[static_cast<size_t>(p * k * step)]);
    for (int64_t q = 0; q < radix; q++) {
      Complex sum = parts[0];
      // exp(∓2πi pq / radix) lies m × step × pq places on.
      for (int64_t p = 1; p < radix; p++) sum += times(parts[p], roots_[static_cast<size_t>(p * q % radix * m * step)]);
      y[q * m + k] = sum;
    }
  }
}

}  // namespace backstep::BACKSTEP_ISA
