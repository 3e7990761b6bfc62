import { pad, paint, terminal, wrap } from './terminal.ts';

/** Source of a line: the demo, the alarms, people's phones, or a stage of Nightshift. */
export type Voice = 'demo' | 'alarm' | 'phone' | 'sandbox' | (string & {});

const colours: Readonly<Record<string, Parameters<typeof paint>[0]>> = {
  demo: 'yellow',
  alarm: 'magenta',
  phone: 'red',
  sandbox: 'dim',
};

/** Columns: time, scenario, voice, text. */
const [timeWidth, nameWidth, voiceWidth] = [9, 23, 10];
const textWidth = Math.max(40, (process.stdout.columns ?? 140) - timeWidth - nameWidth - voiceWidth - 1);

let from = performance.now();

/** Times in the timeline count from here. */
export const startClock = (): void => {
  from = performance.now();
};

/** Prints one event, with the time since the start and its scenario. */
export function tell(scenario: string, voice: Voice, text: string): void {
  const time = `${((performance.now() - from) / 1000).toFixed(1)} s`.padStart(timeWidth - 2);
  const [first = '', ...more] = wrap(text, textWidth);
  const spoken = paint(colours[voice] ?? 'cyan', voice);
  terminal.line(`${paint('dim', time)}  ${pad(scenario, nameWidth)}${pad(spoken, voiceWidth)}${first}`);
  for (const line of more) terminal.line(`${' '.repeat(timeWidth + nameWidth + voiceWidth)}${line}`);
}
