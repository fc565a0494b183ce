// Discrete Fourier transforms of one length, in double.
#pragma once
#include <complex>
#include <cstdint>
#include <memory>
#include <vector>

namespace backstep::BACKSTEP_ISA {

using Complex = std::complex<double>;

// y[k] = Σ x[j] exp(∓2πi jk / n), not scaled: by mixed radices where the prime factors of n are small, else as a
// convolution (Bluestein 1970). A plan can be used by several threads.
class FourierPlan {
 public:
  FourierPlan(int64_t n, bool inverse);
  int64_t length() const { return n_; }
  // Elements that run() needs beside x and y.
  int64_t room() const;
  void run(const Complex* x, Complex* y, Complex* room) const;

 private:
  void mixed(int64_t n, size_t factor, const Complex* x, int64_t step, Complex* y) const;
  void pairs(int64_t m, int64_t step, Complex* y) const;
  void fours(int64_t m, int64_t step, Complex* y) const;
  void many(int64_t radix, int64_t m, int64_t step, Complex* y) const;

  int64_t n_;
  bool inverse_;
  std::vector<int64_t> factors_;
  // exp(∓2πi k / n)
  std::vector<Complex> roots_;
  // Of a convolution: exp(∓πi k² / n), the transform of its inverse, and the plan of the longer length.
  std::vector<Complex> chirp_, filter_;
  std::unique_ptr<FourierPlan> longer_;
};

}  // namespace backstep::BACKSTEP_ISA
