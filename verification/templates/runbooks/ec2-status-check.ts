export { default } from '#runbooks/ec2-status-check';
