import { channels } from '#channel/register';
import { type ChannelUse, isLoopback, type Kind } from '#core/channel/define-channel';
import { emulatorAccount } from '#define/local';
import type { Check, Context } from './draft.ts';
import { parse, problemsOf } from './parse.ts';
import { oneOf, type Path, type Problem, problemAt } from './problem.ts';

interface Place {
  readonly use: ChannelUse;
  readonly path: Path;
  readonly carries: Kind;
}

function placesIn({ environment: { sections } }: Context): Place[] {
  const { channels: pages = [], owners = {} } = sections;
  return [
    ...pages.map((use, index) => ({ use, path: ['channels', index], carries: 'page' as const })),
    ...Object.entries(owners).flatMap(([owner, { notices }]) =>
      notices.map((use, index) => ({
        use,
        path: ['owners', owner, 'notices', index],
        carries: 'notice' as const,
      })),
    ),
  ];
}

const eachChannel =
  (check: (place: Place, context: Context) => Problem[]): Check =>
  (context) =>
    placesIn(context).flatMap((place) => check(place, context));

/** Every channel exists, accepts its settings, and can carry what it is declared for. */
export const channelsFitTheirSchemas = eachChannel(({ use, path, carries }, { environment: { file } }) => {
  const channel = Object.hasOwn(channels, use.channel) ? channels[use.channel]?.channel : undefined;
  if (!channel) {
    const expected = oneOf('a channel', Object.keys(channels), use.channel);
    return [problemAt(file, [...path, 'channel'], use.channel, expected)];
  }
  const { issues } = parse(channel.settings, use.settings);
  const problems = problemsOf(channel.settings, use.settings, issues, { file, path: [...path, 'settings'] });
  if (channel.carries.includes(carries)) return problems;
  const expected = `a channel that carries a ${carries}; this one carries ${channel.carries.join(', ')}`;
  return [...problems, problemAt(file, path, use.channel, expected)];
});

/** In a real Lambda, localhost is useless: such a URL only makes sense in a local emulator. */
export const loopbackIsForEmulators = eachChannel(({ use, path }, { environment: { file, sections } }) =>
  sections.account === emulatorAccount
    ? []
    : Object.entries(use.settings).flatMap(([setting, value]) =>
        typeof value === 'string' && isLoopback(value)
          ? [problemAt(file, [...path, 'settings', setting], value, 'a URL that starts with https://')]
          : [],
      ),
);

/** PagerDuty's endpoints, of which only one accepts a topic's messages as they are. */
const pagerDutyEndpoint = /^https:\/\/events(\.eu)?\.pagerduty\.com\/(?!x-ere\/)/;

/** An endpoint that confirms its subscription and then discards every page would be a silent path. */
export const pagerDutyTakesText: Check = ({ environment: { file, sections } }) =>
  Object.entries(sections.routes ?? {}).flatMap(([route, subscriptions]) =>
    subscriptions.flatMap(({ endpoint }, index) =>
      pagerDutyEndpoint.test(endpoint)
        ? [
            problemAt(
              file,
              ['routes', route, index, 'endpoint'],
              endpoint,
              "the address of an e-mail integration, or an event orchestration's https://events.pagerduty.com/x-ere/…: PagerDuty's other endpoints want messages of another shape. For pages there is the channel pagerDuty({ … })",
            ),
          ]
        : [],
    ),
  );

/** An owner without a runbook is most likely misspelled, and its notices would go elsewhere. */
export const ownersOwnRunbooks: Check = ({ environment: { file, sections }, runbooks }) => {
  const owners = [...new Set(runbooks.flatMap(({ sections: { owner } }) => owner ?? []))];
  return Object.keys(sections.owners ?? {}).flatMap((owner) =>
    owners.includes(owner)
      ? []
      : [problemAt(file, ['owners', owner], owner, oneOf('the owner of a runbook', owners, owner))],
  );
};

/** A channel posts people's answers to the answer page, so there has to be one. */
export const channelsAnswerSomewhere = eachChannel(({ use, path }, { environment: { file, sections } }) =>
  channels[use.channel]?.channel.hears?.(use.settings) && !sections.answers
    ? [
        problemAt(
          file,
          [...path, 'settings', 'answers'],
          use.channel,
          'answers: {} in the environment besides: what people answer there is posted to its answer page',
        ),
      ]
    : [],
);
