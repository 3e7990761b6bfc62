/** Colors of dashboard, answer page and reports, by purpose. */
export interface Theme {
  readonly ground: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
  readonly link: string;
  readonly good: string;
  readonly bad: string;
  readonly waiting: string;
}

/** Each text color has at least 4.5 : 1 on both grounds (WCAG AA), which a test in a browser measures. */
export const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    ground: '#ffffff',
    raised: '#f2f4f7',
    line: '#c6cdd6',
    text: '#16191f',
    quiet: '#4b5563',
    link: '#0058a8',
    good: '#14602a',
    bad: '#a8150f',
    waiting: '#7a4300',
  },
  dark: {
    ground: '#161d27',
    raised: '#212b38',
    line: '#46556a',
    text: '#e7ebf0',
    quiet: '#aeb9c7',
    link: '#85c8ff',
    good: '#84dc95',
    bad: '#ffa198',
    waiting: '#ffc670',
  },
};
