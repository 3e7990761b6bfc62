/** What AWS documents of an action of FIS. */
interface Documented {
  readonly targets: string;
  readonly resourceType: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * Actions of AWS FIS with their targets and parameters, as of late 2026, by their reference and by `GetAction`.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 * https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html
 */
export const documentedActions: Readonly<Record<string, Documented>> = {
  'aws:ecs:task-network-blackhole-port': {
    targets: 'Tasks',
    resourceType: 'aws:ecs:task',
    required: ['duration', 'port', 'trafficType'],
    optional: ['protocol', 'installDependencies', 'useEcsFaultInjectionEndpoints'],
  },
  'aws:ecs:task-cpu-stress': {
    targets: 'Tasks',
    resourceType: 'aws:ecs:task',
    required: ['duration'],
    optional: ['percent', 'workers', 'installDependencies'],
  },
  'aws:ssm:send-command': {
    targets: 'Instances',
    resourceType: 'aws:ec2:instance',
    required: ['documentArn', 'duration'],
    optional: ['documentVersion', 'documentParameters'],
  },
};

/**
 * Documents that AWS keeps for `aws:ssm:send-command`, with their parameters as AWS lists them.
 * https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html#awsfis-run-cpu-stress
 * https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html#awsfis-run-network-blackhole-port
 */
export const documentedDocuments: Readonly<Record<string, Pick<Documented, 'required' | 'optional'>>> = {
  'AWSFIS-Run-CPU-Stress': {
    required: ['DurationSeconds'],
    optional: ['CPU', 'LoadPercent', 'InstallDependencies'],
  },
  'AWSFIS-Run-Network-Blackhole-Port': {
    required: ['Protocol', 'Port', 'DurationSeconds'],
    optional: ['TrafficType', 'InstallDependencies'],
  },
};
