import * as z from 'zod/mini';
import { type Offers, stopsMore, type Verb, verbLabels, whatStops } from '#core/page/verbs';

/** The value that a button sends when it is pressed. */
export const ButtonValue = z.strictObject({
  incident: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  step: z.optional(z.int().check(z.minimum(1))),
});

const text = (said: string) => ({ type: 'plain_text', emoji: false, text: said });

const styles: Readonly<Partial<Record<Verb, 'primary' | 'danger'>>> = {
  take: 'primary',
  approve: 'primary',
  deny: 'danger',
  'stop-all': 'danger',
};

/**
 * The buttons of a message. Those that stop more than one incident ask for confirmation. Block Kit takes up to 25 in a block.
 * https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */
export const buttonsOf = ({ incident, step, verbs }: Offers) => ({
  type: 'actions',
  block_id: 'nightshift',
  elements: verbs.map((verb) => ({
    type: 'button',
    action_id: verb,
    text: text(verbLabels[verb]),
    value: JSON.stringify({ incident, ...(step ? { step } : {}) }),
    ...(styles[verb] ? { style: styles[verb] } : {}),
    ...(stopsMore.includes(verb)
      ? {
          confirm: {
            title: text(`${verbLabels[verb]}?`),
            text: text(whatStops),
            confirm: text(verbLabels[verb]),
            deny: text('Cancel'),
          },
        }
      : {}),
  })),
});

interface Blocks {
  readonly text?: string | undefined;
  readonly blocks?: readonly { readonly type: string }[] | undefined;
}

/** How many blocks a message may have. https://docs.slack.dev/reference/block-kit/blocks */
const mostBlocks = 50;

/** A message with one more line at its end, and without its buttons once someone has answered. */
export const withLine = ({ text: first, blocks = [] }: Blocks, said: string, keepsButtons: boolean) => ({
  text: first ?? said,
  blocks: [
    ...blocks.filter(({ type }) => keepsButtons || type !== 'actions').slice(0, mostBlocks - 1),
    { type: 'context', elements: [text(said)] },
  ],
});

/**
 * The answer to a press: the same message with what was done, or if nothing was, a line that only whoever pressed sees.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export const answered = (
  message: Blocks,
  { text: said, ok }: { readonly text: string; readonly ok: boolean },
) =>
  ok
    ? { replace_original: true, ...withLine(message, said, false) }
    : { response_type: 'ephemeral', replace_original: false, text: said };
