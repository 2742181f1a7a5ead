import { ConfigReader } from '@backstage/config';
import type { JsonValue } from '@backstage/types';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import {
  fleetMigrationActPermission,
  fleetMigrationApprovePermission,
  fleetMigrationDefinePermission,
  fleetServiceReadPermission,
  fleetSourceReadPermission,
  fleetValidationReportPermission,
} from '@landfall/backstage-plugin-fleet-common';
import { readPolicyConfig } from './config';
import { PortalPolicy } from './policy';

const readEntity = createPermission({
  name: 'catalog.entity.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});
const deleteEntity = createPermission({
  name: 'catalog.entity.delete',
  attributes: { action: 'delete' },
  resourceType: 'catalog-entity',
});
const withoutAction = createPermission({
  name: 'kubernetes.proxy',
  attributes: {},
});

function policy(portalPolicy: object, ownershipEntityRefs: string[]) {
  const userInfo = mockServices.userInfo({ ownershipEntityRefs });
  const subject = new PortalPolicy({
    config: readPolicyConfig(
      new ConfigReader({ portal: { policy: portalPolicy } }),
    ).value,
    userInfo,
  });
  const user = {
    credentials: mockCredentials.user('user:default/ada'),
    info: { userEntityRef: 'user:default/ada', ownershipEntityRefs: [] },
  };
  return {
    decide: (permission: Parameters<PortalPolicy['handle']>[0]['permission']) =>
      subject.handle({ permission }, user),
    decideForNobody: (
      permission: Parameters<PortalPolicy['handle']>[0]['permission'],
    ) => subject.handle({ permission }),
  };
}

const ALLOW = { result: AuthorizeResult.ALLOW };
const DENY = { result: AuthorizeResult.DENY };

describe('the policy of the portal', () => {
  it('lets everybody who is signed in read everything, unless told otherwise', async () => {
    const { decide } = policy({}, ['user:default/ada']);
    expect(await decide(fleetServiceReadPermission)).toEqual(ALLOW);
    expect(await decide(fleetSourceReadPermission)).toEqual(ALLOW);
    expect(await decide(readEntity)).toEqual(ALLOW);
  });

  it('lets nobody read anything who is not signed in', async () => {
    const { decideForNobody } = policy({}, []);
    for (const permission of [
      fleetServiceReadPermission,
      fleetSourceReadPermission,
      readEntity,
    ]) {
      expect(await decideForNobody(permission)).toEqual(DENY);
    }
  });

  it('leaves changes, and what says nothing about itself, to admins', async () => {
    const admins = ['group:default/platform'];
    const other = policy({ admins }, ['user:default/ada']);
    expect(await other.decide(deleteEntity)).toEqual(DENY);
    expect(await other.decide(withoutAction)).toEqual(DENY);
    const admin = policy({ admins }, ['group:default/platform']);
    expect(await admin.decide(deleteEntity)).toEqual(ALLOW);
    expect(await admin.decide(withoutAction)).toEqual(ALLOW);
    const withoutAdmins = policy({}, ['group:default/platform']);
    expect(await withoutAdmins.decide(deleteEntity)).toEqual(DENY);
  });

  it('shows only what people and their teams own, where that is wanted', async () => {
    const { decide } = policy({ services: 'owned' }, [
      'user:default/ada',
      'group:default/Payments',
    ]);
    expect(await decide(fleetServiceReadPermission)).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: 'fleet-service',
      conditions: {
        rule: 'IS_OWNED_BY',
        params: { claims: ['user:default/ada', 'group:default/payments'] },
      },
    });
  });

  it('shows admins everything, however much it is restricted for others', async () => {
    const restricted = {
      admins: ['Group:default/Platform'],
      services: 'owned',
      sources: 'admins',
    };
    const admin = policy(restricted, ['group:default/platform']);
    expect(await admin.decide(fleetServiceReadPermission)).toEqual(ALLOW);
    expect(await admin.decide(fleetSourceReadPermission)).toEqual(ALLOW);
    const other = policy(restricted, ['group:default/payments']);
    expect(await other.decide(fleetSourceReadPermission)).toEqual(DENY);
  });

  it('lets people act in migrations for what they and their teams own, and admins for all', async () => {
    const admins = ['group:default/platform'];
    const member = policy({ admins }, ['group:default/payments']);
    for (const permission of [
      fleetMigrationActPermission,
      fleetValidationReportPermission,
    ]) {
      expect(await member.decide(permission)).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        conditions: {
          rule: 'IS_OWNED_BY',
          params: { claims: ['group:default/payments'] },
        },
      });
      const admin = policy({ admins }, admins);
      expect(await admin.decide(permission)).toEqual(ALLOW);
      expect(await member.decideForNobody(permission)).toEqual(DENY);
    }
  });

  it('leaves exemptions to approvers and admins, and definitions to admins', async () => {
    const given = {
      admins: ['group:default/platform'],
      approvers: ['User:default/Eve'],
    };
    const approver = policy(given, ['user:default/eve']);
    expect(await approver.decide(fleetMigrationApprovePermission)).toEqual(
      ALLOW,
    );
    expect(await approver.decide(fleetMigrationDefinePermission)).toEqual(DENY);
    const admin = policy(given, ['group:default/platform']);
    expect(await admin.decide(fleetMigrationApprovePermission)).toEqual(ALLOW);
    expect(await admin.decide(fleetMigrationDefinePermission)).toEqual(ALLOW);
    const member = policy(given, ['group:default/payments']);
    expect(await member.decide(fleetMigrationApprovePermission)).toEqual(DENY);
    const nobody = policy({}, ['group:default/payments']);
    expect(await nobody.decide(fleetMigrationApprovePermission)).toEqual(DENY);
  });
});

describe('the configuration of the policy', () => {
  const read = (portalPolicy: JsonValue) =>
    readPolicyConfig(new ConfigReader({ portal: { policy: portalPolicy } }));
  const narrow = { services: 'owned', sources: 'admins' };

  it('is not needed', () => {
    expect(readPolicyConfig(new ConfigReader({}))).toEqual({
      value: {
        admins: new Set(),
        approvers: new Set(),
        services: 'all',
        sources: 'all',
      },
      problems: [],
    });
  });

  it.each([
    [{ ...narrow, services: 'none' }, 'portal.policy.services'],
    [{ ...narrow, sources: 'owned' }, 'portal.policy.sources'],
    [{ ...narrow, admins: ['platform'] }, 'portal.policy.admins[0]'],
    [{ ...narrow, admins: [7] }, 'portal.policy.admins[0]'],
    [{ ...narrow, approvers: ['eve'] }, 'portal.policy.approvers[0]'],
    [{ ...narrow, admin: [] }, 'portal.policy.admin is not known'],
    ['open', 'portal.policy is not a section'],
  ])('reads %j as narrowly as it can, and names the line', (given, line) => {
    const { value, problems } = read(given);
    expect(value).toEqual({
      ...narrow,
      admins: new Set(),
      approvers: new Set(),
    });
    expect(problems).toEqual([expect.stringContaining(line)]);
  });
});
