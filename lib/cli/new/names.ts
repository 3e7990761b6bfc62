import { capital } from '#core/text';
import { CommandError } from '../command-line.ts';

/** What `nightshift new` writes. */
export const kinds = ['runbook', 'action', 'channel'] as const;
export type Kind = (typeof kinds)[number];

/** One name in the forms in which templates write it. */
export interface Named {
  readonly kind: Kind;
  /** `restart-ecs-tasks` */
  readonly name: string;
  /** `restartEcsTasks`; a single word gets its kind, since it might be a keyword: `deleteAction`. */
  readonly identifier: string;
  /** `Restart ecs tasks` */
  readonly title: string;
}

const pattern = /^(?=.{3,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Checks a name and derives its other forms.
 * @throws CommandError in one sentence
 */
export function named(kind: Kind, name: string): Named {
  if (!pattern.test(name)) {
    throw new CommandError(
      `${JSON.stringify(name)} is no name for ${anyOf(kind)}: it takes 3 to 40 lower-case letters, digits and single hyphens, a letter first.`,
    );
  }
  const words = name.split('-');
  const [first = '', ...others] = words.length > 1 ? words : [...words, kind];
  return {
    kind,
    name,
    identifier: [first, ...others.map(capital)].join(''),
    title: capital(words.join(' ')),
  };
}

/** `a runbook`, `an action`. */
export const anyOf = (kind: Kind): string => `${kind === 'action' ? 'an' : 'a'} ${kind}`;
