import { matchesPattern } from '#core/runbook/runbook';
import { noAlarmName } from './alarm-names.ts';
import { type Check, eachRunbook, type RunbookDraft } from './draft.ts';
import { type Path, type Problem, problemAt } from './problem.ts';

/** How many characters a prefix or pattern must fix at least: an (almost) empty one would match every alarm. */
const fewestFixed = 3;

/** Whether a pattern is long enough not to match everything by accident. */
export const isNarrowEnough = (pattern: string): boolean => pattern.replaceAll('*', '').length >= fewestFixed;

/** `expected` for a pattern that is not. */
export const narrowPattern = `a pattern that names at least ${fewestFixed} fixed characters; an empty set does not mean all`;

/**
 * Whether EventBridge accepts a pattern, with the same meaning as `matchesPattern`: it refuses two `*` in a row, and a
 * backslash quotes what follows. https://github.com/aws/event-ruler#wildcard-matching
 */
export const isTakenByEventBridge = (pattern: string): boolean => !/\*\*|\\/.test(pattern);

/** `expected` for a pattern that it does not take. */
const takenByEventBridge =
  'a pattern without two * in a row and without a backslash, as EventBridge takes it';

/** A runbook that adopts no alarm would never run, and nobody would notice. */
export const adoptsSomething = eachRunbook(({ file, sections: { when } }) => {
  if (!when) return [];
  const ways =
    (when.alarms?.length ?? 0) + (when.creates?.length ?? 0) + (when.taggedWithin === undefined ? 0 : 1);
  if (ways > 0) return [];
  return [problemAt(file, ['when'], when, 'at least one alarm: `alarms`, `taggedWithin` or `creates`')];
});

/** A runbook with an impossible alarm name would never run, and nobody would notice. */
export const adoptsAlarmsThatCanBe: Check = ({ runbooks, environment }) => [
  ...runbooks.flatMap((runbook) =>
    claimsOf(runbook).flatMap(({ path, text }) => unlessName(runbook.file, path, text)),
  ),
  ...(environment.sections.delayedPages ?? []).flatMap((name, index) =>
    unlessName(environment.file, ['delayedPages', index], name),
  ),
];

function unlessName(file: string, path: Path, text: string): Problem[] {
  const expected = noAlarmName(text);
  return expected === undefined ? [] : [problemAt(file, path, text, expected)];
}

/** Names are exact, prefixes and patterns narrow. */
export const adoptsNarrowly = eachRunbook(({ file, sections: { when } }) => {
  const problems = (when?.alarms ?? []).flatMap((alarm, index) => {
    const path = ['when', 'alarms', index];
    if (typeof alarm === 'string') {
      const expected = 'an exact name; for all names that start alike write { prefix }';
      return alarm.includes('*') ? [problemAt(file, path, alarm, expected)] : [];
    }
    if (alarm.prefix.includes('*')) {
      return [
        problemAt(file, [...path, 'prefix'], alarm.prefix, 'the first characters of the names, without *'),
      ];
    }
    const expected = `at least ${fewestFixed} characters; an empty set does not mean all`;
    return alarm.prefix.length < fewestFixed
      ? [problemAt(file, [...path, 'prefix'], alarm.prefix, expected)]
      : [];
  });
  const pattern = when?.taggedWithin;
  if (pattern === undefined) return problems;
  const wrong = (expected: string) => [problemAt(file, ['when', 'taggedWithin'], pattern, expected)];
  return [
    ...problems,
    ...(isNarrowEnough(pattern) ? [] : wrong(narrowPattern)),
    ...(isTakenByEventBridge(pattern) ? [] : wrong(takenByEventBridge)),
  ];
});

/** One way in which a runbook adopts alarms. */
interface Claim {
  readonly runbook: RunbookDraft;
  readonly path: Path;
  readonly kind: 'name' | 'prefix' | 'tag';
  /** The name, the prefix or the pattern. */
  readonly text: string;
}

/**
 * No two runbooks of an environment could adopt an alarm of the same name. Files that it does not deploy, like samples, adopt
 * nothing there. A name clashes with the pattern of another runbook's tag, because any alarm within the pattern can be given the
 * tag later, out of synth's sight. Two tags never clash: an alarm has one value for one tag.
 */
export const adoptedByOneRunbook: Check = ({ runbooks, environment: { sections } }) => {
  const { runbooks: values } = sections;
  const isDeployed = ({ sections: { id } }: RunbookDraft): boolean =>
    values === undefined || id === undefined || Object.hasOwn(values, id);
  const claims = runbooks
    .filter(isDeployed)
    .flatMap(claimsOf)
    .filter(({ text }) => text !== '');
  return claims.flatMap((claim, index) =>
    claims
      .slice(0, index)
      .filter((earlier) => earlier.runbook !== claim.runbook && overlap(earlier, claim))
      .map((earlier) => clash(earlier, claim)),
  );
};

/** Two alarms of one name can't be created, neither in one runbook nor in two. */
export const createsEachAlarmOnce = eachRunbook(({ file, sections: { when } }) => {
  const names = (when?.creates ?? []).map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          problemAt(
            file,
            ['when', 'creates', index, 'name'],
            name,
            'a name of its own; an alarm above has this one',
          ),
        ],
  );
});

function claimsOf(runbook: RunbookDraft): Claim[] {
  const { alarms = [], creates = [], taggedWithin } = runbook.sections.when ?? {};
  return [
    ...alarms.map((alarm, index): Claim => {
      const path = ['when', 'alarms', index];
      return typeof alarm === 'string'
        ? { runbook, path, kind: 'name', text: alarm }
        : { runbook, path: [...path, 'prefix'], kind: 'prefix', text: alarm.prefix };
    }),
    ...creates.map(
      ({ name }, index): Claim => ({
        runbook,
        path: ['when', 'creates', index, 'name'],
        kind: 'name',
        text: name,
      }),
    ),
    ...(taggedWithin === undefined
      ? []
      : [{ runbook, path: ['when', 'taggedWithin'], kind: 'tag', text: taggedWithin } as const]),
  ];
}

/** Whether one name can satisfy both claims. */
function overlap(a: Claim, b: Claim): boolean {
  if (a.kind === 'tag' && b.kind === 'tag') return false;
  if (isExact(a)) return adopts(b, a.text);
  if (isExact(b)) return adopts(a, b.text);
  // Two open-ended claims overlap if their fixed beginnings agree.
  const [shorter, longer] = [fixedStart(a), fixedStart(b)].sort((one, other) => one.length - other.length);
  return longer?.startsWith(shorter ?? '') ?? false;
}

const isExact = ({ kind, text }: Claim): boolean =>
  kind === 'name' || (kind === 'tag' && !text.includes('*'));

const adopts = ({ kind, text }: Claim, name: string): boolean =>
  kind === 'name' ? name === text : kind === 'prefix' ? name.startsWith(text) : matchesPattern(name, text);

const fixedStart = ({ kind, text }: Claim): string => (kind === 'tag' ? (text.split('*')[0] ?? '') : text);

const clash = (earlier: Claim, claim: Claim): Problem =>
  problemAt(
    claim.runbook.file,
    claim.path,
    claim.text,
    `alarms that no other runbook adopts; ${earlier.runbook.file} adopts ${spoken(earlier)}`,
  );

const spoken = ({ kind, text }: Claim): string =>
  ({
    name: `the alarm ${text}`,
    prefix: `every alarm whose name starts with ${text}`,
    tag: `tagged alarms within ${text}`,
  })[kind];
