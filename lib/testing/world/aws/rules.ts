import type { DescribeRuleResponse } from '@aws-sdk/client-eventbridge';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly Name?: string;
  readonly EventBusName?: string;
}

/** How long until users notice that a rule was switched, in seconds. */
const noticedAfter = 30;

/** EventBridge, limited to teams' rules. */
export class Rules {
  readonly #stage: Stage;
  readonly #rules = new Map<string, DescribeRuleResponse>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeRule: (asked: Asked) => ({ ...this.#known(asked) }),
    DisableRule: (asked: Asked) => this.#switch(asked, 'DISABLED'),
    EnableRule: (asked: Asked) => this.#switch(asked, 'ENABLED'),
  };

  /** Creates an enabled rule, unless it exists. */
  put(name: string, bus = 'default'): DescribeRuleResponse {
    const { partition, region, account } = this.#stage.place;
    const path = bus === 'default' ? name : `${bus}/${name}`;
    const made = this.#rules.get(`${bus}/${name}`) ?? {
      Name: name,
      Arn: `arn:${partition}:events:${region}:${account}:rule/${path}`,
      State: 'ENABLED' as const,
      ScheduleExpression: 'rate(1 minute)',
    };
    this.#rules.set(`${bus}/${name}`, made);
    return made;
  }

  remove(name: string, bus = 'default'): void {
    this.#rules.delete(`${bus}/${name}`);
  }

  #known({ Name, EventBusName = 'default' }: Asked): DescribeRuleResponse {
    const found = this.#rules.get(`${EventBusName}/${Name}`);
    if (!found) throw awsError('ResourceNotFoundException', `Rule ${Name} does not exist.`);
    return found;
  }

  /** "ManagedRuleException": https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
  #switch(asked: Asked, State: 'ENABLED' | 'DISABLED'): object {
    const rule = this.#known(asked);
    if (rule.ManagedBy) throw awsError('ManagedRuleException', `The rule is managed by ${rule.ManagedBy}.`);
    rule.State = State;
    this.#stage.effect(rule.Arn ?? '', noticedAfter);
    return {};
  }
}
