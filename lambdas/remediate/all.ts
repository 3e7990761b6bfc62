/** Every action there is: a new one is a folder and a line here. */
export { default as clearSyntheticFault } from './clear-synthetic-fault/action.ts';
export { default as failOverAuroraCluster } from './fail-over-aurora-cluster/action.ts';
export { default as failOverRdsInstance } from './fail-over-rds-instance/action.ts';
export { default as flushRedisCache } from './flush-redis-cache/action.ts';
export { default as invokeLambda } from './invoke-lambda/action.ts';
export { default as rebootRdsInstance } from './reboot-rds-instance/action.ts';
export { default as redriveDeadLetters } from './redrive-dead-letters/action.ts';
export { default as restartEcsTasks } from './restart-ecs-tasks/action.ts';
export { default as rollBackEcsService } from './roll-back-ecs-service/action.ts';
export { default as rollBackLambdaAlias } from './roll-back-lambda-alias/action.ts';
export { default as rotateSecret } from './rotate-secret/action.ts';
export { default as runSsmAutomation } from './run-ssm-automation/action.ts';
export { default as runSsmCommand } from './run-ssm-command/action.ts';
export { default as startStateMachine } from './start-state-machine/action.ts';
export { default as stopEcsDeployment } from './stop-ecs-deployment/action.ts';
