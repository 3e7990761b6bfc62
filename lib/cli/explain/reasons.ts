import type { Reasons } from '#core/reasons/reason';
import { reasonGroups } from '#core/reasons/texts';
import { formatSeconds } from '#core/time';
import { markdownTable } from '../table.ts';
import { code } from './words.ts';

/** Where the text is, from the repository's root. */
export const fileOfReasons = 'docs/reasons.md';

const introduction = `<!-- Written by \`nightshift explain --write\`; a test compares. Change \`lib/core/reasons/\` or \`lib/core/guards/\`, not this text. -->

# Reasons

Why Nightshift does not act, why an alarm does not count as recovered, and why an incident has its verdict is a code with facts. The text is made of them, in \`lib/core/reasons/\` and, for a guard, where it is declared.
Codes stay as they are when a sentence is reworded; one is added, none changes its meaning. [Actions](actions.md) have codes of their own.

| where | what |
| --- | --- |
| \`reason\` of an incident | why it does not act; its text is \`notActing\` |
| \`wouldRefuse\` of a watched incident | why it would not have acted in mode \`auto\` either |
| \`ground\` of an incident | why it has its verdict; its text is \`summary\` |
| \`reason\` of an attempt | why the step was not done; its text is \`summary\` |
| \`findingReason\` of an attempt | what was found after it; its text is \`finding\` |
| \`code\` of a line of the timeline | the reason that it tells |
| \`history --json\`, \`show --json\`, \`run --json\` | the same |
| properties \`ground\` and \`reason\` of the metrics \`Incidents\` and \`StepEffect\` | [metrics](metrics.md) |
| \`code\` in the output of an execution's states | the same, for a reader of its history |

Records from before codes have the texts alone. An action without codes says why in its own words: \`own-words\`.`;

/** `docs/reasons.md`. */
export const reasonsText = (): string =>
  `${[introduction, ...reasonGroups.map(({ title, reasons }) => reasonsIn(`## ${title}`, reasons))].join('\n\n')}\n`;

/** A table of codes and their texts, with each fact shown as its name. */
export const reasonsIn = (heading: string, reasons: Reasons): string =>
  [
    heading,
    '',
    ...markdownTable(
      ['code', 'text'],
      Object.entries(reasons).map(([name, text]) => [code(name), shape(text)]),
    ),
  ].join('\n');

/** A reason's text with each fact replaced by its name. */
function shape(text: Reasons[string]): string {
  const spans = new Map<string, number>();
  // A number can't hold a name, so each span gets a unique length, which is replaced afterward.
  const span = (name: string): number => spans.get(name) ?? (spans.size + 1) * 1_000 * 3_600;
  const facts = new Proxy(
    {},
    {
      get: (_target, given) => {
        const name = String(given);
        if (!/seconds$/i.test(name)) return placeholder(name);
        spans.set(name, span(name));
        return span(name);
      },
    },
  );
  let shaped = String(text(facts as never));
  for (const [name, seconds] of spans)
    for (const said of [formatSeconds(seconds), String(seconds)])
      shaped = shaped.replaceAll(said, `{${name}}`);
  return shaped;
}

/** Replaces a fact. Supports what texts do: cut moments, join lists, cap lines and split ARNs. */
function placeholder(name: string): object {
  const itself = () => `{${name}}`;
  const parts = () => Array.from({ length: 9 }, itself);
  return {
    toString: itself,
    join: itself,
    slice: itself,
    toWellFormed: itself,
    split: parts,
    map: () => [itself()],
  };
}
