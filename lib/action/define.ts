import * as z from 'zod/mini';
import type { Action, Permission, Place, Work } from '#core/action/define-action';
import type { Secret } from '#core/channel/define-channel';
import type { Reasons } from '#core/reasons/reason';

/**
 * One API call of an action. A bare name is authorized against the action's target. A call that needs a wider resource says why.
 * `when` leaves a call out if the parameters don't need it.
 */
export type Call<Parameters> =
  | string
  | { readonly call: string; readonly when: (parameters: Parameters) => boolean }
  /** A call to an API outside AWS, which needs no IAM grant. */
  | { readonly call: string; readonly outsideAws: true }
  | {
      readonly call: string;
      /** What it is authorized against: an ARN or its resource part, several of them, or a bare `*`. */
      readonly on: string | ((parameters: Parameters) => string | readonly string[]);
      /** Why no narrower resource works. */
      readonly because: string;
      /** @default - none */
      readonly conditions?: (
        parameters: Parameters,
        arnOf: (resource: string) => string,
      ) => Permission['conditions'];
      /** @default - always */
      readonly when?: (parameters: Parameters) => boolean;
    };

/** Everything about an action of the kit except its calls. */
interface Spec<Parameters extends object, Codes extends Reasons>
  extends Pick<
    Action<Parameters>,
    | 'id'
    | 'title'
    | 'summary'
    | 'disruption'
    | 'fits'
    | 'addsUpTo'
    | 'irreversible'
    | 'shown'
    | 'notShown'
    | 'drill'
  > {
  readonly disruptionOf?: (parameters: Parameters) => string;
  readonly parameters: z.ZodMiniType<Parameters>;
  /** The service's prefix in IAM, as in `rds:DescribeDBClusters`. Calls of other services have their own prefix. */
  readonly service: string;
  /** The resource part of the target's ARN, e.g. `cluster:orders`. */
  readonly target: (parameters: Parameters) => string;
  /**
   * The target's ARN if it belongs to another service, so that this action and that service's lock the same thing.
   * @default - made of `service` and `target`
   */
  readonly targetElsewhere?: (parameters: Parameters, place: Place) => string | undefined;
  /** The resource parts of its parents' ARNs: actions on an instance and on its cluster exclude each other. @default - none */
  readonly parents?: (parameters: Parameters) => readonly string[];
  readonly reads: readonly Call<Parameters>[];
  readonly changes: readonly Call<Parameters>[];
  /**
   * Calls that the role needs but the action does not send: AWS makes them for a change, or a client reads its token.
   * @default - none
   */
  readonly onBehalf?: readonly Call<Parameters>[];
  readonly reasons: Codes;
  /** How messages describe its temporary change. @default - its change stays */
  readonly leased?: LeasedWords<Parameters>;
  /** Work that goes on after the changing call; `progress` reads how it ended. @default - none */
  readonly work?: Work<Parameters>;
  /** In seconds. @default 30 */
  readonly timeoutSeconds?: number;
}

/** `feature x of shop` is `off` until it is `on` again. */
export interface LeasedWords<Parameters> {
  readonly subject: (parameters: Parameters) => string;
  readonly changed: (parameters: Parameters) => string;
  readonly back: (parameters: Parameters) => string;
}

/** An action of the kit: an action, with the data from which the runner derives the rest. */
export interface KitAction<
  Parameters extends object = Record<string, unknown>,
  Codes extends Reasons = Reasons,
> extends Action<Parameters> {
  readonly service: string;
  readonly reads: readonly Call<Parameters>[];
  readonly changes: readonly Call<Parameters>[];
  readonly onBehalf?: readonly Call<Parameters>[];
  readonly reasons: Codes;
  readonly leased?: LeasedWords<Parameters>;
}

/** Declares an action of the kit: data only. Targets and permissions are derived. */
export function kitAction<Parameters extends object, Codes extends Reasons>(
  spec: Spec<Parameters, Codes>,
): KitAction<Parameters, Codes> {
  const { service, target, targetElsewhere, parents, ...rest } = spec;
  const targets = (parameters: Parameters, place: Place) => [
    targetElsewhere?.(parameters, place) ?? arnIn(place, service)(target(parameters)),
  ];
  return {
    ...rest,
    service,
    targets,
    parents: (parameters, place) => (parents?.(parameters) ?? []).map(arnIn(place, service)),
    permissions: (parameters, place) => permissionsOf(spec, parameters, place),
    network: 'aws-apis-only',
    timeoutSeconds: spec.timeoutSeconds ?? 30,
  };
}

/** Services whose ARNs have no region; Route 53's have no account either. */
const without: Readonly<Record<string, Partial<Place>>> = {
  cloudfront: { region: '' },
  iam: { region: '' },
  route53: { region: '', account: '' },
};

const arnIn = (place: Place, service: string) => (resource: string) => {
  const { region = place.region, account = place.account } = without[service] ?? {};
  return `arn:${place.partition}:${service}:${region}:${account}:${resource}`;
};

/** The service and command of a call: `cloudwatch:DescribeAlarms`, or `DescribeDBClusters` of the action's own service. */
export function serviceOf<Parameters>(call: Call<Parameters>, own: string): readonly [string, string] {
  const name = typeof call === 'string' ? call : call.call;
  const [first = '', second] = name.split(':');
  return second === undefined ? [own, first] : [first, second];
}

/** Calls that IAM knows by another name. https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html */
const namesInIam: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** The call as a policy names it. */
export function iamNameOf<Parameters>(call: Call<Parameters>, own: string): string {
  const name = serviceOf(call, own).join(':');
  return namesInIam[name] ?? name;
}

/** The permissions of its role: the declared calls and nothing else. */
function permissionsOf<Parameters extends object, Codes extends Reasons>(
  { service, target, reads, changes, onBehalf = [] }: Spec<Parameters, Codes>,
  parameters: Parameters,
  place: Place,
): Permission[] {
  const used = [...reads, ...changes, ...onBehalf].filter(
    (call) => typeof call === 'string' || (!('outsideAws' in call) && (call.when?.(parameters) ?? true)),
  );
  const iamName = (call: Call<Parameters>) => iamNameOf(call, service);
  const onTarget = used.flatMap((call) => (typeof call === 'string' || !('on' in call) ? iamName(call) : []));
  const wider = used.flatMap((call): Permission[] => {
    if (typeof call === 'string' || !('on' in call)) return [];
    const arnOf = arnIn(place, serviceOf(call, service)[0]);
    const on = typeof call.on === 'string' ? call.on : call.on(parameters);
    const conditions = call.conditions?.(parameters, arnOf);
    return [
      {
        actions: [iamName(call)],
        resources: [on].flat().map((one) => (/^(\*$|arn:)/.test(one) ? one : arnOf(one))),
        ...(conditions ? { conditions } : {}),
        anyResourceBecause: call.because,
      },
    ];
  });
  const own = { actions: onTarget, resources: [arnIn(place, service)(target(parameters))] };
  return [...(onTarget.length > 0 ? [own] : []), ...wider];
}

/** The strict schema of an action's parameters. The error for an unknown one lists the known ones. */
export const parametersOf = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: not known here; expected ${Object.keys(shape).join(', ')}`
        : undefined,
  });

/** Grants for the calls in `services/cloudwatch.ts`. */
export const alarmReads = [
  {
    call: 'cloudwatch:DescribeAlarms',
    on: '*',
    because: 'Whether a named alarm is there is asked by a call that may list all of them.',
  },
];
export const metricReads = [{ call: 'cloudwatch:GetMetricData', on: '*', because: 'Metrics have no ARNs.' }];

/**
 * The calls with which a client reads a secret that the parameters name, for `onBehalf`.
 * @param called what a sentence calls it: `the access token`
 */
export function secretReads<Parameters>(
  secretIn: (parameters: Parameters) => Secret,
  called: string,
): Call<Parameters>[] {
  const keptIn = (service: string, call: string): Call<Parameters> => ({
    call: `${service}:${call}`,
    on: (parameters) => secretIn(parameters).secret,
    because: `It is where ${called} is kept.`,
    when: (parameters) => secretIn(parameters).secret.split(':')[2] === service,
  });
  return [
    keptIn('secretsmanager', 'GetSecretValue'),
    keptIn('ssm', 'GetParameter'),
    {
      call: 'kms:Decrypt',
      on: (parameters) => secretIn(parameters).kmsKey ?? [],
      because: `It is the key of ${called}.`,
      when: (parameters) => secretIn(parameters).kmsKey !== undefined,
    },
  ];
}
