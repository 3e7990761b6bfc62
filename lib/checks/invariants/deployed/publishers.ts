import { variables } from '#core/aws/variables';
import type { Node } from '../graph.ts';
import type { Finding, Invariant } from './finding.ts';
import { type Caller, keyUse, policyAdmits, policyOf, roleMay } from './policies.ts';
import { type Deployed, list, ofType, type Resource } from './resources.ts';

/** Someone who publishes to a topic: a service that the topic's policy admits, or whoever has a role. */
interface Publisher {
  readonly by: Resource;
  readonly field: string;
  readonly topic: string;
  readonly as: Caller | { readonly role: string };
}

/** Every topic has a subscription. */
export const everyTopicHasASubscription: Invariant = (deployed) => {
  const heard = ofType(deployed, 'AWS::SNS::Subscription').map(({ properties }) => properties['TopicArn']);
  return ofType(deployed, 'AWS::SNS::Topic')
    .filter(({ token }) => !heard.includes(token))
    .map((resource) => ({
      resource,
      field: 'Subscription',
      found: undefined,
      expected: 'at least one subscription: nobody would hear what is published here',
    }));
};

/** Every publisher is admitted by the topic and by its key: a refused page is a silent one. */
export const everyPublisherIsAdmitted: Invariant = (deployed) =>
  publishers(deployed).flatMap((publisher) => {
    const topic = deployed.byToken.get(publisher.topic);
    return topic?.type === 'AWS::SNS::Topic' ? refused(deployed, publisher, topic) : [];
  });

function refused(deployed: Deployed, { by, field, as }: Publisher, topic: Resource): Finding[] {
  const key = topic.properties['KmsMasterKeyId'];
  const found = topic.where;
  if ('service' in as) {
    const policy = deployed.byToken.get(String(key))?.properties['KeyPolicy'];
    const isOpen = key === undefined || keyUse.every((action) => policyAdmits(policy, action, as));
    return [
      ...(policyAdmits(policyOf(deployed, topic), 'sns:Publish', as)
        ? []
        : [
            {
              resource: by,
              field,
              found,
              expected: `a topic whose policy lets ${as.service} publish for ${as.source}`,
            },
          ]),
      ...(isOpen
        ? []
        : [
            {
              resource: by,
              field,
              found,
              expected: `a topic whose key lets ${as.service} use it: ${keyUse.join(', ')}`,
            },
          ]),
    ];
  }
  const role = deployed.byToken.get(as.role);
  const missing = [
    ...(role && roleMay(deployed, role, 'sns:Publish', topic.token) ? [] : ['sns:Publish on the topic']),
    ...(key === undefined
      ? []
      : keyUse
          .filter((action) => !role || !roleMay(deployed, role, action, String(key)))
          .map((action) => `${action} on its key`)),
  ];
  return missing.map((what) => ({ resource: by, field, found, expected: `a role that may ${what}` }));
}

const publishers = (deployed: Deployed): Publisher[] => [
  ...alarms(deployed),
  ...stateMachines(deployed),
  ...deadlines(deployed),
  ...whoeverMayPublish(deployed),
];

const alarms = (deployed: Deployed): Publisher[] =>
  ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
    .flatMap((type) => ofType(deployed, type))
    .flatMap((by) =>
      ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap((field) =>
        list(by.properties[field]).map((topic) => ({
          by,
          field,
          topic: String(topic),
          as: { service: 'cloudwatch.amazonaws.com', source: `alarm:${by.properties['AlarmName']}` },
        })),
      ),
    );

/** State machines publish by themselves if the pager failed. */
const stateMachines = (deployed: Deployed): Publisher[] =>
  ofType(deployed, 'AWS::StepFunctions::StateMachine').flatMap((by) => {
    const { States } = JSON.parse(String(by.properties['DefinitionString'])) as {
      readonly States: Readonly<Record<string, Node>>;
    };
    const values = (by.properties['DefinitionSubstitutions'] ?? {}) as Readonly<Record<string, string>>;
    return Object.values(States).flatMap(({ Resource, Parameters }) => {
      if (!Resource?.startsWith('arn:aws:states:::sns:publish')) return [];
      const topic = String(Parameters?.TopicArn).replace(/^\$\{(\w+)\}$/, (_, name) => values[name] ?? '');
      return [{ by, field: 'RoleArn', topic, as: { role: String(by.properties['RoleArn']) } }];
    });
  });

/** The Scheduler publishes page deadlines with the role that each Lambda passes to it. */
const deadlines = (deployed: Deployed): Publisher[] =>
  ofType(deployed, 'AWS::Lambda::Function').flatMap((by) => {
    const { Variables = {} } = (by.properties['Environment'] ?? {}) as {
      readonly Variables?: Readonly<Record<string, string>>;
    };
    const [role, topic] = [Variables[variables.deadlineRole], Variables[variables.backupTopic]];
    const field = `Environment.Variables.${variables.deadlineRole}`;
    return role && topic ? [{ by, field, topic, as: { role } }] : [];
  });

/** A role that may publish also needs the topic's key. */
const whoeverMayPublish = (deployed: Deployed): Publisher[] => {
  const topics = ofType(deployed, 'AWS::SNS::Topic');
  return ofType(deployed, 'AWS::IAM::Role').flatMap((by) =>
    topics
      .filter(({ token }) => roleMay(deployed, by, 'sns:Publish', token))
      .map(({ token }) => ({ by, field: 'Policies', topic: token, as: { role: by.token } })),
  );
};
