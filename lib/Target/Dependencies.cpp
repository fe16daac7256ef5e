// SPDX-License-Identifier: Apache-2.0
//
// Segments of commuting nodes.

#include "Dependencies.h"

#include <algorithm>

namespace qml::target {

Dependencies::Dependencies(const Net &net, bool commuting) {
  wires.resize(net.numWires + net.numBits);
  std::vector<bool> openEnded(wires.size(), false);
  for (uint32_t i = 0; i < net.nodes.size(); ++i) {
    const Node &node = net.nodes[i];
    std::vector<uint32_t> &on = nodeWires.emplace_back();
    if (node.kind == NodeKind::Barrier)
      on = net.barriers[node.data];
    else if (node.isLink())
      on = {node.a, node.b};
    else if (node.kind == NodeKind::Measure)
      on = {node.a, net.numWires + uint32_t(node.data)};
    else
      on = {node.a};
    links.emplace_back(node.a, node.isLink() ? node.b : node.a);
    bool zz = commuting && node.kind == NodeKind::Zz;
    leaders.push_back({i, i});
    for (size_t k = 0; k < on.size(); ++k) {
      uint32_t w = on[k];
      if (!zz || !openEnded[w] || !node.before[k].isIdentity())
        wires[w].emplace_back();
      wires[w].back().nodes.push_back(i);
      openEnded[w] = zz;
      if (zz)
        leaders[i][k] = wires[w].back().nodes[0];
    }
  }
}

Dependencies Dependencies::reversed() const {
  Dependencies result = *this;
  for (auto &segments : result.wires)
    std::ranges::reverse(segments);
  return result;
}

} // namespace qml::target
