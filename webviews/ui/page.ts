/** The HTML of a panel: no DOM and no imports, so that the extension makes the same page as the tests. */

export interface PageParts {
  readonly title: string;
  /** Addresses of the built bundle and its style sheet, as the webview reaches them. */
  readonly script: string;
  readonly style: string;
  /** Fresh and unguessable for every page. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
}

/** The component library finds the nonce for its own styles in the `csp-nonce` element. */
export function page({ title, script, style, nonce, cspSource }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${attribute(nonce)}">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<title>${attribute(title)}</title>
<link rel="stylesheet" nonce="${attribute(nonce)}" href="${attribute(style)}">
</head>
<body>
<div id="root"></div>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
