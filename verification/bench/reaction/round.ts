import {
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateServiceCommand } from '@aws-sdk/client-ecs';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { until } from '#verification/sandbox/incidents';
import { cluster, healthyTasks, namespaces } from '#verification/sandbox/names';
import { sleep } from '#verification/sandbox/processes';
import { stateChangeDetail } from '#verification/sandbox/relay-event';
import { bare } from './names.ts';
import { nowMs } from './recorder.ts';
import type { Stage } from './stage.ts';
import type { Call, Invocation, Way } from './trail.ts';

/** How long either pipeline may take to its remediation call, in seconds. */
const patience = 30;
/** Until everything that a remediation call sets off is done but for waiting, in ms. */
const toRest = 1_500;

const remediation = 'UpdateService';

/** A service with an alarm of its own that is in ALARM, as its data say. */
export interface Patient {
  readonly service: string;
  readonly alarm: string;
}

const metric = ({ service }: Patient) => ({
  MetricName: `${service}-failing`,
  Dimensions: [
    { Name: 'ServiceName', Value: service },
    { Name: 'ClusterName', Value: cluster },
  ],
});

/** Creates a service and its alarm; everybody gets one of their own, for a target is not restarted twice in a row. */
export async function admitPatient(
  number: string,
  of: 'nightshift' | 'bare',
  { aws }: Stage,
): Promise<Patient> {
  const service = `web-${of}-${number}`;
  const patient = { service, alarm: of === 'bare' ? `${bare.alarmPrefix}${number}` : `${service}-failing` };
  await aws.ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: service,
      taskDefinition: taskDefinition,
      desiredCount: 1,
    }),
  );
  await aws.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: patient.alarm,
      Namespace: namespaces.services,
      ...metric(patient),
      Statistic: 'Minimum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Period: 5,
      EvaluationPeriods: 1,
    }),
  );
  return patient;
}

/** Any that the demo has registered. */
const taskDefinition = 'web-storefront';

const measure = async (patient: Patient, failing: 0 | 1, { aws }: Stage): Promise<void> => {
  const Timestamp = new Date();
  const MetricData = [
    { ...metric(patient), Value: failing, Timestamp },
    {
      MetricName: healthyTasks,
      Dimensions: [{ Name: 'ServiceName', Value: patient.service }],
      Value: 1,
      Timestamp,
    },
  ];
  await aws.cloudwatch.send(new PutMetricDataCommand({ Namespace: namespaces.services, MetricData }));
};

/** One event and what came of it, up to the first remediation call. */
export async function reactTo(
  patient: Patient,
  stops: readonly { readonly name: string; readonly function: string }[],
  stage: Stage,
): Promise<Way> {
  await measure(patient, 1, stage);
  const entry = await eventOf(patient, stage);
  const event = nowMs();
  await stage.aws.events.send(new PutEventsCommand({ Entries: [entry] }));
  const isFirst = ({ name, at }: Call) => name === remediation && at >= event;
  const sent = await until(`the restart of ${patient.service}`, patience, () =>
    stage.recorder.calls.find(isFirst),
  );
  // Well again: verification finds the alarm OK, and nothing is left behind that could disturb the next round.
  await measure(patient, 0, stage);
  await sleep(toRest);
  return wayOf(event, sent, stops, stage);
}

async function eventOf({ alarm: name }: Patient, { aws }: Stage) {
  const { MetricAlarms: [alarm] = [] } = await aws.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  if (alarm?.StateValue !== 'ALARM') throw new Error(`${name} is ${alarm?.StateValue}, not in ALARM`);
  const wasOk = { value: 'OK' as const, reason: '', at: new Date(0) };
  return {
    Source: 'aws.cloudwatch',
    DetailType: 'CloudWatch Alarm State Change',
    Resources: [alarm.AlarmArn ?? ''],
    Detail: JSON.stringify(stateChangeDetail(alarm, wasOk, {})),
  };
}

function wayOf(
  event: number,
  sent: Call,
  stops: readonly { readonly name: string; readonly function: string }[],
  { invocations, recorder }: Stage,
): Way {
  const since = invocations().filter(({ at }) => at >= event);
  const found = stops.map(({ name, function: called }) => {
    const invocation = since.find((one) => one.function === called);
    if (!invocation) throw new Error(`${called} was not invoked`);
    return { name, invocation, calls: callsOf(invocation, sent, recorder.calls) };
  });
  return { event, stops: found, remediation: sent.at };
}

/** Only one event is under way at a time, so what is called during an invocation is called by it; sweeps are left out. */
const callsOf = ({ at, until: end }: Invocation, sent: Call, calls: readonly Call[]): Call[] => {
  const own = incidentIn(sent);
  return calls.filter(
    (call) => call.at >= at && call.at < Math.min(end, sent.at) && incidentIn(call) === own,
  );
};

/** Every call of Nightshift's on behalf of an incident names it in its user agent; the bare pipeline's name none. */
const incidentIn = ({ userAgent }: Call): string | undefined => /nightshift\/([\w-]+)/.exec(userAgent)?.[1];
