import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ownersFile } from '#lambdas/notify/contract';
import { putBeside } from '../bundle.ts';
import { ownersChannels } from '../channels.ts';
import { handlerFile } from '../names.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';

/** Passes notices to owners with their own channels. Without such owners there is no function. */
export class OwnersNotices extends Construct {
  constructor(scope: Construct, engine: Engine) {
    super(scope, 'OwnersNotices');
    const { deployment, resources } = engine;
    if (!hasStage(deployment.environment, 'notify')) return;
    const owners = ownersChannels(deployment.environment);
    putBeside(deployment.bundles, handlerFile.stage('notify'), ownersFile, owners);
    const notify = stageFunction(this, 'notify', engine);
    notify.function.addPermission('FromNotices', {
      principal: new ServicePrincipal('sns.amazonaws.com'),
      sourceArn: resources.noticeTopic,
    });
    new CfnSubscription(this, 'Subscription', {
      topicArn: resources.noticeTopic,
      protocol: 'lambda',
      endpoint: notify.function.functionArn,
      filterPolicy: { owner: Object.keys(owners) },
    });
  }
}
