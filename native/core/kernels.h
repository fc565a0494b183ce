// Every kernel: name, outputs, fewest and most inputs, attributes, and how an output may share memory with an
// input: `same` where element i of the output depends on element i of the inputs alone, else `apart`.
// A kernel's number is its place here. What each does is in native/README.md.
#pragma once

#define BACKSTEP_KERNELS(K)          \
  K(empty, 1, 0, 0, 0, same)         \
  K(item, 0, 1, 1, 0, same)          \
  K(health, 0, 1, 1, 3, apart)       \
  K(fill, 1, 0, 0, 1, same)          \
  K(arange, 1, 0, 0, 2, same)        \
  K(copy, 1, 1, 1, 0, same)          \
  K(neg, 1, 1, 1, 0, same)           \
  K(abs, 1, 1, 1, 0, same)           \
  K(sign, 1, 1, 1, 0, same)          \
  K(square, 1, 1, 1, 0, same)        \
  K(relu, 1, 1, 1, 0, same)          \
  K(exp, 1, 1, 1, 0, same)           \
  K(log, 1, 1, 1, 0, same)           \
  K(sqrt, 1, 1, 1, 0, same)          \
  K(rsqrt, 1, 1, 1, 0, same)         \
  K(reciprocal, 1, 1, 1, 0, same)    \
  K(sin, 1, 1, 1, 0, same)           \
  K(cos, 1, 1, 1, 0, same)           \
  K(tanh, 1, 1, 1, 0, same)          \
  K(sigmoid, 1, 1, 1, 0, same)       \
  K(erf, 1, 1, 1, 0, same)           \
  K(floor, 1, 1, 1, 0, same)         \
  K(ceil, 1, 1, 1, 0, same)          \
  K(round, 1, 1, 1, 0, same)         \
  K(log1p, 1, 1, 1, 0, same)         \
  K(expm1, 1, 1, 1, 0, same)         \
  K(softplus, 1, 1, 1, 0, same)      \
  K(isNaN, 1, 1, 1, 0, same)         \
  K(isInf, 1, 1, 1, 0, same)         \
  K(isFinite, 1, 1, 1, 0, same)      \
  K(logicalNot, 1, 1, 1, 0, same)    \
  K(add, 1, 2, 2, 0, same)           \
  K(sub, 1, 2, 2, 0, same)           \
  K(mul, 1, 2, 2, 0, same)           \
  K(div, 1, 2, 2, 0, same)           \
  K(maximum, 1, 2, 2, 0, same)       \
  K(minimum, 1, 2, 2, 0, same)       \
  K(pow, 1, 2, 2, 0, same)           \
  K(remainder, 1, 2, 2, 0, same)     \
  K(floorDivide, 1, 2, 2, 0, same)   \
  K(eq, 1, 2, 2, 0, same)            \
  K(ne, 1, 2, 2, 0, same)            \
  K(lt, 1, 2, 2, 0, same)            \
  K(le, 1, 2, 2, 0, same)            \
  K(gt, 1, 2, 2, 0, same)            \
  K(ge, 1, 2, 2, 0, same)            \
  K(logicalAnd, 1, 2, 2, 0, same)    \
  K(logicalOr, 1, 2, 2, 0, same)     \
  K(logicalXor, 1, 2, 2, 0, same)    \
  K(where, 1, 3, 3, 0, same)         \
  K(tan, 1, 1, 1, 0, same)           \
  K(asin, 1, 1, 1, 0, same)          \
  K(acos, 1, 1, 1, 0, same)          \
  K(atan, 1, 1, 1, 0, same)          \
  K(sinh, 1, 1, 1, 0, same)          \
  K(cosh, 1, 1, 1, 0, same)          \
  K(asinh, 1, 1, 1, 0, same)         \
  K(acosh, 1, 1, 1, 0, same)         \
  K(atanh, 1, 1, 1, 0, same)         \
  K(sinc, 1, 1, 1, 0, same)          \
  K(exp2, 1, 1, 1, 0, same)          \
  K(log2, 1, 1, 1, 0, same)          \
  K(log10, 1, 1, 1, 0, same)         \
  K(logit, 1, 1, 1, 0, same)         \
  K(erfc, 1, 1, 1, 0, same)          \
  K(lgamma, 1, 1, 1, 0, same)        \
  K(digamma, 1, 1, 1, 0, same)       \
  K(erfinv, 1, 1, 1, 0, same)        \
  K(i0, 1, 1, 1, 0, same)            \
  K(i1, 1, 1, 1, 0, same)            \
  K(i0e, 1, 1, 1, 0, same)           \
  K(i1e, 1, 1, 1, 0, same)           \
  K(trunc, 1, 1, 1, 0, same)         \
  K(frac, 1, 1, 1, 0, same)          \
  K(signBit, 1, 1, 1, 0, same)       \
  K(bitNot, 1, 1, 1, 0, same)        \
  K(polygamma, 1, 1, 1, 1, same)     \
  K(nanToNum, 1, 1, 1, 3, same)      \
  K(frexp, 2, 1, 1, 0, same)         \
  K(atan2, 1, 2, 2, 0, same)         \
  K(hypot, 1, 2, 2, 0, same)         \
  K(logAddExp, 1, 2, 2, 0, same)     \
  K(logAddExp2, 1, 2, 2, 0, same)    \
  K(igamma, 1, 2, 2, 0, same)        \
  K(igammac, 1, 2, 2, 0, same)       \
  K(xlogy, 1, 2, 2, 0, same)         \
  K(xlog1py, 1, 2, 2, 0, same)       \
  K(copySign, 1, 2, 2, 0, same)      \
  K(nextAfter, 1, 2, 2, 0, same)     \
  K(heaviside, 1, 2, 2, 0, same)     \
  K(truncDivide, 1, 2, 2, 0, same)   \
  K(fmod, 1, 2, 2, 0, same)          \
  K(fmax, 1, 2, 2, 0, same)          \
  K(fmin, 1, 2, 2, 0, same)          \
  K(bitAnd, 1, 2, 2, 0, same)        \
  K(bitOr, 1, 2, 2, 0, same)         \
  K(bitXor, 1, 2, 2, 0, same)        \
  K(leftShift, 1, 2, 2, 0, same)     \
  K(rightShift, 1, 2, 2, 0, same)    \
  K(gcd, 1, 2, 2, 0, same)           \
  K(lcm, 1, 2, 2, 0, same)           \
  K(addcmul, 1, 3, 3, 1, same)       \
  K(addcdiv, 1, 3, 3, 1, same)       \
  K(lerp, 1, 3, 3, 0, same)          \
  K(cumprod, 1, 1, 1, 1, apart)      \
  K(cummax, 2, 1, 1, 1, apart)       \
  K(cummin, 2, 1, 1, 1, apart)       \
  K(logCumSumExp, 1, 1, 1, 1, apart) \
  K(sum, 1, 1, 1, 1, apart)          \
  K(prod, 1, 1, 1, 1, apart)         \
  K(max, 1, 1, 1, 1, apart)          \
  K(min, 1, 1, 1, 1, apart)          \
  K(mean, 1, 1, 1, 1, apart)         \
  K(any, 1, 1, 1, 1, apart)          \
  K(all, 1, 1, 1, 1, apart)          \
  K(argmax, 1, 1, 1, 1, apart)       \
  K(argmin, 1, 1, 1, 1, apart)       \
  K(cumsum, 1, 1, 1, 1, apart)       \
  K(gelu, 1, 1, 1, 1, same)          \
  K(geluGradient, 1, 2, 2, 1, same)  \
  K(layerNorm, 3, 3, 3, 1, apart)    \
  K(layerNormGradient, 1, 5, 5, 0, apart)\
  K(softmaxGradient, 1, 2, 2, 1, apart)\
  K(logSoftmaxGradient, 1, 2, 2, 1, apart)\
  K(softmax, 1, 1, 1, 1, apart)      \
  K(logSoftmax, 1, 1, 1, 1, apart)   \
  K(matmul, 1, 2, 2, 0, apart)       \
  K(linear, 1, 2, 3, 0, apart)       \
  K(convolution, 1, 2, 3, 10, apart) \
  K(convolutionTranspose, 1, 2, 3, 10, apart) \
  K(convolutionWeight, 1, 2, 2, 10, apart) \
  K(maxPool, 2, 1, 1, 13, apart)     \
  K(resample, 1, 4, 4, 1, apart)     \
  K(crossEntropy, 1, 2, 2, 2, apart) \
  K(gather, 1, 2, 2, 1, apart)       \
  K(scatterAdd, 1, 2, 2, 1, apart)   \
  K(indexSelect, 1, 2, 2, 1, apart)  \
  K(indexAdd, 1, 2, 2, 1, apart)     \
  K(scatter, 1, 2, 2, 2, apart)      \
  K(indexCopy, 1, 2, 2, 1, apart)    \
  K(nonzero, 1, 1, 1, 0, apart)      \
  K(argsort, 1, 1, 1, 2, apart)      \
  K(kthIndex, 1, 1, 1, 2, apart)     \
  K(modeIndex, 1, 1, 1, 1, apart)    \
  K(searchSorted, 1, 2, 2, 1, apart) \
  K(solveTriangular, 1, 2, 2, 2, apart)\
  K(lu, 2, 1, 1, 0, apart)           \
  K(solve, 1, 2, 2, 0, apart)        \
  K(cholesky, 1, 1, 1, 0, apart)     \
  K(qr, 2, 1, 1, 0, apart)           \
  K(eigh, 2, 1, 1, 1, apart)         \
  K(svd, 3, 1, 1, 0, apart)          \
  K(fft, 1, 1, 1, 4, apart)          \
  K(rfft, 1, 1, 1, 4, apart)         \
  K(irfft, 1, 1, 1, 4, apart)        \
  K(uniform, 1, 0, 0, 4, same)       \
  K(normal, 1, 0, 0, 4, same)        \
  K(randint, 1, 0, 0, 4, same)       \
  K(randperm, 1, 0, 0, 2, same)      \
  K(poisson, 1, 1, 1, 2, same)       \
  K(sgd, 2, 1, 1, 7, same)           \
  K(adam, 3, 1, 1, 8, same)          \
  K(keep, 1, 1, 1, 0, apart)

namespace backstep {

#define BACKSTEP_NUMBER(name, ...) number_##name,
enum KernelNumber { BACKSTEP_KERNELS(BACKSTEP_NUMBER) kernelCount };
#undef BACKSTEP_NUMBER

}  // namespace backstep
