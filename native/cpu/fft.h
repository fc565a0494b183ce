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
  // Transforms of `radix` parts of length m, joined.
  struct Stage {
    int64_t radix, m;
    // By part but the first, and k < m: exp(∓2πi part k / (radix m)).
    std::vector<Complex> turns;
    // exp(∓2πi k / radix)
    std::vector<Complex> roots;
  };
  void mixed(size_t stage, const Complex* x, int64_t step, Complex* y) const;
  void pairs(const Stage& stage, Complex* y) const;
  void fours(const Stage& stage, Complex* y) const;
  void many(const Stage& stage, Complex* y) const;

  int64_t n_;
  bool inverse_;
  std::vector<Stage> stages_;
  // Of a convolution: exp(∓πi k² / n), the transform of its inverse, and the plan of the longer length.
  std::vector<Complex> chirp_, filter_;
  std::unique_ptr<FourierPlan> longer_;
};

}  // namespace backstep::BACKSTEP_ISA
