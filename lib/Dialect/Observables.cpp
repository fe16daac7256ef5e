// SPDX-License-Identifier: Apache-2.0
//
// Observables as attributes: a list of observables, each a list of #quantum.term.

#include "qml/Dialect/Dialects.h"

#include <algorithm>

using namespace mlir;

namespace qml {

ArrayAttr observablesToAttr(MLIRContext *context, const std::vector<PauliSum> &observables) {
  Builder builder(context);
  SmallVector<Attribute> sums;
  for (const PauliSum &sum : observables) {
    SmallVector<Attribute> terms;
    for (const PauliTerm &term : sum.terms) {
      std::string paulis;
      for (auto [qubit, pauli] : term.factors)
        paulis += std::string(paulis.empty() ? "" : " ") + "IXYZ"[int(pauli)] + std::to_string(qubit);
      terms.push_back(quantum::PauliTermAttr::get(context, builder.getF64FloatAttr(term.coefficient), paulis));
    }
    sums.push_back(builder.getArrayAttr(terms));
  }
  return builder.getArrayAttr(sums);
}

bool observablesFromAttr(ArrayAttr attr, unsigned numQubits, std::vector<PauliSum> &observables) {
  for (Attribute sumAttr : attr) {
    auto terms = dyn_cast<ArrayAttr>(sumAttr);
    if (!terms)
      return false;
    PauliSum &sum = observables.emplace_back();
    for (Attribute termAttr : terms) {
      auto term = dyn_cast<quantum::PauliTermAttr>(termAttr);
      if (!term)
        return false;
      PauliTerm &added = sum.terms.emplace_back();
      added.coefficient = term.getCoefficient().getValueAsDouble();
      SmallVector<StringRef> factors;
      term.getPaulis().split(factors, ' ', -1, false);
      for (StringRef factor : factors) {
        unsigned qubit = 0;
        if (factor.drop_front().getAsInteger(10, qubit) || qubit >= numQubits)
          return false;
        added.factors.emplace_back(qubit, factor[0] == 'X' ? Pauli::X : factor[0] == 'Y' ? Pauli::Y : Pauli::Z);
      }
      std::sort(added.factors.begin(), added.factors.end());
    }
  }
  return true;
}

} // namespace qml
