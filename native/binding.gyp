{
  # How each room is compiled. The kernels (cpu/, and inspect/ but for its requests) are compiled once an
  # instruction set, in a namespace of its own (BACKSTEP_ISA); core/table.cc picks one at load. The baseline is
  # linked first: where a function of the standard library is kept once for all, it is the baseline's.
  'variables': {
    'per_isa': [
      'cpu/activation.cc', 'cpu/binary.cc', 'cpu/compare.cc', 'cpu/convolution.cc', 'cpu/convolutionWeight.cc', 'cpu/copy.cc', 'cpu/fill.cc', 'cpu/gather.cc', 'cpu/gathering.cc', 'cpu/gemm.cc', 'cpu/geometry.cc', 'cpu/health.cc', 'cpu/index.cc', 'cpu/loss.cc',
      'cpu/matmul.cc', 'cpu/normalization.cc', 'cpu/optimizer.cc', 'cpu/poisson.cc', 'cpu/pooling.cc', 'cpu/random.cc', 'cpu/reduce.cc', 'cpu/resample.cc', 'cpu/arg.cc', 'cpu/scan.cc',
      'cpu/softmax.cc', 'cpu/sort.cc', 'cpu/table.cc', 'cpu/transcendental.cc', 'cpu/unary.cc',
      'cpu/fft.cc', 'cpu/fft_plan.cc', 'cpu/linalg.cc', 'cpu/linalg_eigh.cc', 'cpu/linalg_lu.cc', 'cpu/linalg_qr.cc',
      'cpu/linalg_svd.cc',
      'cpu/bessel.cc', 'cpu/bits.cc', 'cpu/division.cc', 'cpu/logarithmic.cc', 'cpu/parts.cc', 'cpu/special.cc', 'cpu/ternary.cc', 'cpu/trigonometric.cc',
      'inspect/histogram.cc', 'inspect/statistics.cc', 'inspect/tile.cc',
    ],
  },
  'target_defaults': {
    'default_configuration': 'Release',
    'include_dirs': ['.'],
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20', '-std=gnu++14'],
    'cflags_cc': ['-O3', '-std=gnu++17', '-fexceptions', '-fvisibility=hidden', '-ffp-contract=fast', '-fno-math-errno',
                  '-fno-trapping-math', '-fwrapv', '-Wall', '-Wextra', '-Wno-psabi', '-Wno-unknown-pragmas', '-fno-omit-frame-pointer'],
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
      'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
      'GCC_OPTIMIZATION_LEVEL': '3',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'OTHER_CPLUSPLUSFLAGS': ['-ffp-contract=fast', '-fno-math-errno', '-fno-trapping-math', '-fwrapv'],
    },
  },
  'conditions': [
    ['target_arch=="x64"', {
      'targets': [
        {
          'target_name': 'isa_avx2',
          'type': 'static_library',
          'sources': ['<@(per_isa)'],
          'defines': ['BACKSTEP_ISA=avx2', 'BACKSTEP_VECTOR_BYTES=32'],
          'cflags_cc': ['-mavx2', '-mfma', '-mf16c', '-mbmi', '-mbmi2'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-mavx2', '-mfma', '-mf16c', '-mbmi', '-mbmi2']},
        },
        {
          'target_name': 'isa_avx512',
          'type': 'static_library',
          'sources': ['<@(per_isa)'],
          'defines': ['BACKSTEP_ISA=avx512', 'BACKSTEP_VECTOR_BYTES=64'],
          'cflags_cc': ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mfma', '-mf16c', '-mbmi', '-mbmi2',
                        '-mprefer-vector-width=512'],
          'xcode_settings': {'OTHER_CPLUSPLUSFLAGS': ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mfma',
                                                      '-mprefer-vector-width=512']},
        },
      ],
    }],
  ],
  'targets': [
    {
      'target_name': 'backstep',
      'sources': [
        'binding/addon.cc', 'binding/environment.cc', 'binding/execute.cc', 'binding/inspect.cc',
        'binding/interrupt.cc', 'binding/memory.cc',
        'core/blocks.cc', 'core/command.cc', 'core/execute.cc', 'core/fault.cc', 'core/isa.cc', 'core/narrow.cc', 'core/pool.cc', 'core/reduction.cc',
        'core/storage.cc', 'core/system.cc', 'core/walk.cc',
        'inspect/place.cc',
        'no_cuda/gpu.cc',
        '<@(per_isa)',
      ],
      'include_dirs': ['<!(node -p "require(\'node-addon-api\').include_dir")'],
      'defines': [
        'BACKSTEP_ISA=base', 'BACKSTEP_VECTOR_BYTES=16',
        'NAPI_VERSION=8', 'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED', 'NODE_ADDON_API_CPP_EXCEPTIONS_ALL',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      ],
      'conditions': [
        ['target_arch=="x64"', {'dependencies': ['isa_avx2', 'isa_avx512'], 'defines': ['BACKSTEP_X64']}],
        # The threads of the pool outlive the Worker that loaded the addon first: never unload it.
        ['OS=="linux"', {'ldflags': ['-Wl,-z,nodelete', '-Wl,--gc-sections', '-Wl,--exclude-libs,ALL', '-s']}],
      ],
    },
  ],
}
