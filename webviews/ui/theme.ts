/** The editor's colours as numbers and strings, for what is painted and not styled. */
import { useEffect, useState } from 'preact/hooks';

/** sRGB, 0 to 255. */
export type Rgb = readonly [number, number, number];

export interface Theme {
  readonly kind: 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';
  readonly dark: boolean;
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly muted: Rgb;
  readonly border: Rgb;
  readonly focus: Rgb;
  /** A CSS font family. */
  readonly mono: string;
}

export function readTheme(): Theme {
  const { classList } = document.body;
  const kind = classList.contains('vscode-high-contrast-light')
    ? 'high-contrast-light'
    : classList.contains('vscode-high-contrast')
      ? 'high-contrast'
      : classList.contains('vscode-light')
        ? 'light'
        : 'dark';
  const dark = kind === 'dark' || kind === 'high-contrast';
  const style = getComputedStyle(document.body);
  // A translucent colour is seen over the background, so it is read over the background.
  const background = colour(
    style.getPropertyValue('--vscode-editor-background'),
    dark ? BLACK : WHITE,
    dark ? BLACK : WHITE,
  );
  const read = (name: string, otherwise: Rgb) => colour(style.getPropertyValue(name), background, otherwise);
  const foreground = read('--vscode-editor-foreground', dark ? WHITE : BLACK);
  const contrastBorder = read('--vscode-contrastBorder', foreground);
  const contrast = kind === 'high-contrast' || kind === 'high-contrast-light';
  return {
    kind,
    dark,
    background,
    foreground,
    muted: contrast ? foreground : read('--vscode-descriptionForeground', foreground),
    border: contrast ? contrastBorder : read('--vscode-panel-border', foreground),
    focus: read('--vscode-focusBorder', foreground),
    mono: style.getPropertyValue('--vscode-editor-font-family') || 'monospace',
  };
}

/** The theme now; a component is rendered again when the person changes it. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(readTheme()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}

export const css = ([r, g, b]: Rgb, alpha = 1) => `rgba(${r}, ${g}, ${b}, ${alpha})`;

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
let probe: CanvasRenderingContext2D | null = null;

/** Any CSS colour, laid over `under`; `otherwise` where the theme does not set it. */
function colour(value: string, under: Rgb, otherwise: Rgb): Rgb {
  if (!value.trim()) return otherwise;
  probe ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!probe) return otherwise;
  probe.fillStyle = css(under);
  probe.fillRect(0, 0, 1, 1);
  probe.fillStyle = value.trim();
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}
