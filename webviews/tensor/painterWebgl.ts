/** Cells on the graphics card: a tile is a texture of numbers, coloured in the fragment shader. */
import type { Rgb } from '../ui/theme';
import type { Painter, Picture } from './painter';

const vertexShader = `#version 300 es
uniform vec4 place; // left, top, width, height in device pixels
uniform vec2 size;  // of the canvas in device pixels
out vec2 at;        // 0 to 1 across the tile
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 pixel = place.xy + at * place.zw;
  gl_Position = vec4(pixel.x / size.x * 2.0 - 1.0, 1.0 - pixel.y / size.y * 2.0, 0.0, 1.0);
}`;

const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
uniform highp sampler2D tile;
uniform sampler2D colours;
uniform vec2 range;     // low and high, halved
uniform float stripe;   // width of a stripe in device pixels
uniform vec3 nan, positiveInfinity, negativeInfinity;
in vec2 at;
out vec4 colour;
void main() {
  ivec2 size = textureSize(tile, 0);
  float value = texelFetch(tile, clamp(ivec2(at * vec2(size)), ivec2(0), size - 1), 0).r;
  // By their bits: isnan() may be optimised away.
  uint bits = floatBitsToUint(value);
  if ((bits & 0x7f800000u) == 0x7f800000u) {
    bool isNan = (bits & 0x007fffffu) != 0u;
    bool negative = (bits >> 31) == 1u;
    vec2 pixel = gl_FragCoord.xy;
    float along = isNan ? pixel.x + pixel.y : negative ? pixel.y : pixel.x;
    float shade = mod(along, stripe * 3.0) < stripe ? 0.55 : 1.0;
    colour = vec4((isNan ? nan : negative ? negativeInfinity : positiveInfinity) * shade, 1.0);
    return;
  }
  float position = clamp((value * 0.5 - range.x) / (range.y - range.x), 0.0, 1.0);
  colour = texture(colours, vec2((position * 255.0 + 0.5) / 256.0, 0.5));
}`;

/** Null where there is no WebGL2. */
export function webglPainter(canvas: HTMLCanvasElement, again: () => void): Painter | null {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, premultipliedAlpha: true });
  if (!gl) return null;
  let parts = build(gl);
  let textures = new Map<Float32Array, WebGLTexture>();
  const lost = (event: Event) => event.preventDefault();
  const restored = () => {
    parts = build(gl);
    textures = new Map();
    again();
  };
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restored);

  const textureOf = (values: Float32Array, width: number, height: number): WebGLTexture => {
    const known = textures.get(values);
    gl.activeTexture(gl.TEXTURE0);
    if (known) {
      gl.bindTexture(gl.TEXTURE_2D, known);
      return known;
    }
    const texture = texture2d(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, width, height, 0, gl.RED, gl.FLOAT, values);
    textures.set(values, texture);
    return texture;
  };

  return {
    kind: 'webgl2',
    paint(picture: Picture): void {
      if (gl.isContextLost() || !parts) return;
      const { program, colours, uniform } = parts;
      gl.viewport(0, 0, picture.width, picture.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.useProgram(program);
      gl.activeTexture(gl.TEXTURE1);
      gl.bindTexture(gl.TEXTURE_2D, colours);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, picture.palette.scale);
      const set = (name: string, [r, g, b]: Rgb) => gl.uniform3f(uniform(name), r / 255, g / 255, b / 255);
      set('nan', picture.palette.nan);
      set('positiveInfinity', picture.palette.positiveInfinity);
      set('negativeInfinity', picture.palette.negativeInfinity);
      gl.uniform1i(uniform('tile'), 0);
      gl.uniform1i(uniform('colours'), 1);
      gl.uniform2f(uniform('size'), picture.width, picture.height);
      gl.uniform2f(uniform('range'), picture.scale.low / 2, picture.scale.high / 2);
      gl.uniform1f(uniform('stripe'), Math.max(1, Math.round(2 * picture.devicePixelRatio)));
      for (const { tile, x, y, width, height } of picture.sprites) {
        textureOf(tile.values, tile.width, tile.height);
        gl.uniform4f(uniform('place'), x, y, width, height);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
      // A texture lives on the card only as long as it is drawn.
      const drawn = new Set(picture.sprites.map(({ tile }) => tile.values));
      for (const [values, texture] of textures) {
        if (drawn.has(values)) continue;
        gl.deleteTexture(texture);
        textures.delete(values);
      }
    },
    dispose(): void {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', restored);
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}

function build(gl: WebGL2RenderingContext) {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  const places = new Map<string, WebGLUniformLocation | null>();
  const uniform = (name: string) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
    return places.get(name)!;
  };
  gl.activeTexture(gl.TEXTURE1);
  return { program, colours: texture2d(gl), uniform };
}

function texture2d(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
    [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ]) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  return texture;
}
