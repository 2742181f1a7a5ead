import type { TeamSummary } from '@landfall/backstage-plugin-fleet-common';
import { toTree } from './teamTree';

function team(
  name: string,
  parent: string | null = null,
  attention = 0,
): TeamSummary {
  return {
    ref: `group:default/${name}`,
    title: name,
    parent: parent && `group:default/${parent}`,
    services: 3,
    attention,
  };
}

const shape = (nodes: ReturnType<typeof toTree>) =>
  nodes.map(node => `${'-'.repeat(node.depth)}${node.title}`);

it('puts children below their parents, by name', () => {
  const teams = [team('z'), team('b', 'z'), team('a', 'z'), team('c')];
  expect(shape(toTree(teams, 'name'))).toEqual(['c', 'z', '-a', '-b']);
});

it('puts those first whose services need attention', () => {
  const teams = [
    team('a'),
    team('z', null, 5),
    team('b', 'z'),
    team('c', 'z', 5),
  ];
  expect(shape(toTree(teams, 'attention'))).toEqual(['z', '-c', '-b', 'a']);
});

it('loses no team whose parent is unknown or that is its own ancestor', () => {
  const teams = [team('a', 'missing'), team('x', 'y'), team('y', 'x')];
  const nodes = toTree(teams, 'name');
  expect(nodes.map(node => node.title).sort()).toEqual(['a', 'x', 'y']);
});
