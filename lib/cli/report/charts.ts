/** Charts as inline SVG: no scripts, fonts or third-party content. Colors are classes of the page's style. */

/** One bar, from the bottom up. */
export interface Bar {
  readonly label: string;
  readonly parts: ReadonlyArray<{ readonly kind: string; readonly value: number }>;
  /** Shown behind it. @default - nothing */
  readonly shaded?: boolean;
}

/** In units of the drawing, which is as wide as the page; head and foot have room for labels twice as large on a phone. */
const [width, height, head, foot] = [720, 160, 12, 26];

/**
 * Bars side by side, on one scale.
 * @param title what it shows, for screen readers
 * @param labelEvery only every nth bar has its label
 */
export function bars(title: string, all: readonly Bar[], labelEvery: number): string {
  const most = Math.max(1, ...all.map(({ parts }) => sum(parts.map(({ value }) => value))));
  const step = width / Math.max(1, all.length);
  const labels = all.map((bar, index) =>
    index % labelEvery === 0
      ? `<text x="${at((index + 0.5) * step)}" y="${height + foot - 6}">${escaped(bar.label)}</text>`
      : '',
  );
  const shades = all.map((bar, index) =>
    bar.shaded
      ? `<rect class="night" x="${at(index * step)}" y="0" width="${at(step)}" height="${height}"/>`
      : '',
  );
  const stacks = all.map((bar, index) => stack(bar, (index + 0.15) * step, step * 0.7, most));
  const scale = `<path class="axis" d="M0 14H${width}M0 ${height}H${width}"/><text class="scale" x="0" y="8">${most}</text>`;
  const drawn = [...shades, scale, ...stacks, ...labels].join('');
  return `<svg role="img" aria-label="${escaped(title)}" viewBox="0 ${-head} ${width} ${head + height + foot}">${drawn}</svg>`;
}

function stack({ label, parts }: Bar, x: number, wide: number, most: number): string {
  let top = height;
  return parts
    .filter(({ value }) => value > 0)
    .map(({ kind, value }) => {
      const high = (value / most) * (height - 14);
      top -= high;
      return `<rect class="${kind}" x="${at(x)}" y="${at(top)}" width="${at(wide)}" height="${at(high)}"><title>${escaped(label)}: ${value} ${escaped(kind)}</title></rect>`;
    })
    .join('');
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

const at = (value: number): string => String(Math.round(value * 10) / 10);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text escaped for HTML and for quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
