import { fft, istft, OpError, ones, stft, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const x = ones([2, 3]);

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [
    () => fft.fft(x),
    'fft.fft: the last axis is not [real, imaginary] — [2, 3] — use rfft() for a real input, or make it complex with fft.complex(x)',
  ],
  [() => fft.rfft(x, 0), 'fft.rfft: there are no points to transform — n = 0 — give at least one'],
  [() => fft.rfft(ones([2, 0])), 'fft.rfft: there are no points to transform — n = 0 — give at least one'],
  [
    () => fft.rfft(x, null, -1, 'unit' as never),
    'fft.rfft: there is no such norm — unit — one of backward, ortho, forward',
  ],
  [
    () => fft.rfft(x, null, 2),
    'fft.rfft: there is no axis 2 — the tensor has 2 axes — give one from -2 to 1',
  ],
  [() => fft.irfft(ones([1, 2])), 'fft.irfft: there are no points to transform — n = 0 — give at least one'],
  [
    () => fft.fftn(ones([2, 2, 2]), [2, 2, 2]),
    'fft.fftn: there are more sizes than axes — [2, 2, 2] for 2 axes — give fewer',
  ],
  [
    () => fft.fftn(ones([2, 2, 2]), null, [0, -2]),
    'fft.fftn: an axis comes twice — [0, -2] — name each axis once',
  ],
  [
    () => fft.fft2(ones([2, 2])),
    'fft.fftn: there is no axis -2 — the tensor has 1 axes — give one from -1 to 0',
  ],
  [
    () => fft.fftshift(x, undefined as never),
    'fft.fftshift: there is no axis — [2, 3] — name those to shift, without [real, imaginary]',
  ],
  [
    () => fft.fftshift(ones([3, 2]), -1),
    'fft.fftshift: the last axis is [real, imaginary] — [3, 2] — name the axes before it, or use roll()',
  ],
  [
    () => fft.complex(ones([2]), ones([3])),
    'fft.complex: sizes 2 and 3 of axis 0 differ — [2] and [3] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
  ],
  [
    () => fft.rfft(ones([4], { dtype: 'float16' })),
    'fft.rfft: is not defined for float16 — float16 — has too few digits: convert it with .float()',
  ],
  [() => fft.rfftn(ones([])), 'fft.rfftn: there is no axis to transform — [] — name one at least'],
  [
    () => stft(ones([3]), 8),
    'stft: the signal is too short to pad — 3 samples, 4 more at each end — give center: false, or padMode: "constant"',
  ],
  [
    () => stft(ones([3]), 8, { center: false }),
    'stft: the signal is shorter than a frame — 3 of 8 samples — use a smaller nFft',
  ],
  [
    () => stft(ones([30]), 8, { hopLength: 0 }),
    'stft: the sizes do not fit — nFft 8, hopLength 0, winLength 8 — all are at least 1, and the window is no longer than nFft',
  ],
  [
    () => stft(ones([30]), 8, { window: ones([4]) }),
    'stft: the window has not winLength elements — [4] for 8 — give winLength',
  ],
  [
    () => stft(ones([30]), 8, { padMode: 'zero' as never }),
    'stft: there is no such padMode — zero — one of reflect, replicate, circular, constant',
  ],
  [
    () => stft(ones([1, 1, 30]), 8),
    'stft: the signal has not one axis or two — [1, 1, 30] — give [length] or [batch, length]',
  ],
  [
    () => istft(ones([4, 3, 2]), 8),
    'istft: there are not 5 bins — [4, 3, 2] — give [bins, frames, 2] or [batch, bins, frames, 2]',
  ],
  [
    () => istft(ones([5, 3, 2]), 8, { window: zeros([8]) }),
    'istft: the windows leave samples out — hopLength 2, nFft 8 — let them overlap, or use another window',
  ],
];

describe('a mistake with Fourier transforms', () => {
  test.each(mistakes.map(([wrong, text]) => ({ wrong, text })))('$text', ({ wrong, text }) => {
    let message = 'no error';
    try {
      wrong();
    } catch (error) {
      expect(error).toBeInstanceOf(OpError);
      ({ message } = error as Error);
    }
    expect(message).toBe(text);
  });
});
