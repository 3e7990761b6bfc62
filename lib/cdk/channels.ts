import { channels } from '#channel/register';
import type { Permission } from '#core/action/define-action';
import { type ChannelUse, Secret } from '#core/channel/define-channel';
import type { EnvironmentSpec } from '#define/index';

/** Every channel that gets pages. */
export const pageChannels = ({ channels: pages = [] }: EnvironmentSpec): readonly ChannelUse[] => pages;

/** The channels of each owner that has any. */
export const ownersChannels = ({
  owners = {},
}: EnvironmentSpec): Readonly<Record<string, readonly ChannelUse[]>> =>
  Object.fromEntries(Object.entries(owners).map(([owner, { notices }]) => [owner, notices]));

/** Every channel, of pages and of notices. */
export const allChannels = (environment: EnvironmentSpec): readonly ChannelUse[] => [
  ...pageChannels(environment),
  ...Object.values(ownersChannels(environment)).flat(),
];

/** Permissions to receive people's answers in these channels: to read their signing secrets. */
export const hearingPermissions = (uses: readonly ChannelUse[]): Permission[] =>
  readingSecrets(uses.flatMap(({ settings }) => Object.values((settings['answers'] ?? {}) as object)));

/** Permissions to send over these channels: to read exactly their secrets, and what the channels declare. */
export function channelPermissions(uses: readonly ChannelUse[]): Permission[] {
  return [
    ...readingSecrets(uses.flatMap(({ settings }) => Object.values(settings))),
    ...uses.flatMap(({ channel, settings }) => channels[channel]?.channel.permissions?.(settings) ?? []),
  ];
}

/** Permissions to read exactly the secrets in some settings. */
function readingSecrets(settings: readonly unknown[]): Permission[] {
  const secrets = settings.filter(isSecret);
  const kept = (service: string) =>
    [...new Set(secrets.map(({ secret }) => secret))].filter((arn) => arn.split(':')[2] === service);
  const keys = [...new Set(secrets.flatMap(({ kmsKey }) => kmsKey ?? []))];
  return [
    ...reading('secretsmanager:GetSecretValue', kept('secretsmanager')),
    ...reading('ssm:GetParameter', kept('ssm')),
    ...reading('kms:Decrypt', keys),
  ];
}

const reading = (action: string, resources: readonly string[]): Permission[] =>
  resources.length > 0 ? [{ actions: [action], resources }] : [];

const isSecret = (value: unknown): value is Secret => Secret.safeParse(value).success;
