// SPDX-License-Identifier: Apache-2.0
//
// The part of the module that knows NumPy's C interface, which reads an array's fields without a call.

#include "Arrays.h"

#define NPY_NO_DEPRECATED_API NPY_1_23_API_VERSION
#include <numpy/arrayobject.h>

#include <algorithm>

namespace qml::python {

namespace {

PyArrayObject *asArray(const nb::object &object) { return reinterpret_cast<PyArrayObject *>(object.ptr()); }

bool holdsDoubles(PyArrayObject *array) { return PyArray_TYPE(array) == NPY_DOUBLE && PyArray_ISBEHAVED_RO(array); }

/// `value` as an array of doubles; itself, if it is one. Null, with NumPy's error or none, if it holds no real numbers.
nb::object doublesOf(nb::handle value) {
  bool isArray = PyArray_Check(value.ptr());
  if (isArray && holdsDoubles(reinterpret_cast<PyArrayObject *>(value.ptr())))
    return nb::borrow(value);
  nb::object array = isArray ? nb::borrow(value) : nb::steal(PyArray_FROM_O(value.ptr()));
  if (!array ||
      !(PyArray_ISINTEGER(asArray(array)) || PyArray_ISFLOAT(asArray(array)) || PyArray_ISBOOL(asArray(array))))
    return {};
  return nb::steal(PyArray_FROM_OTF(array.ptr(), NPY_DOUBLE, NPY_ARRAY_ALIGNED | NPY_ARRAY_FORCECAST));
}

std::string shapeText(const npy_intp *sizes, int rank) {
  std::string text = "(";
  for (int i = 0; i < rank; ++i)
    text += (i ? ", " : "") + std::to_string(sizes[i]);
  return text + (rank == 1 ? ",)" : ")");
}

std::string shapeText(const std::vector<int64_t> &shape) { return shapeText(shape.data(), int(shape.size())); }

std::string batchText(const std::vector<int64_t> &shape) {
  std::string text = "(rows,";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : " ") + std::to_string(shape[i]);
  return text + ")";
}

nb::object newArray(const std::vector<int64_t> &shape) {
  nb::object array = nb::steal(PyArray_SimpleNew(int(shape.size()), shape.data(), NPY_DOUBLE));
  if (!array)
    throw nb::python_error();
  return array;
}

/// An array on the numbers of `owner` from `offset` on.
nb::object share(const nb::object &owner, size_t offset, std::vector<npy_intp> shape, std::vector<npy_intp> strides,
                 int flags) {
  char *data = PyArray_BYTES(asArray(owner)) + offset * sizeof(double);
  nb::object view = nb::steal(PyArray_NewFromDescr(&PyArray_Type, PyArray_DescrFromType(NPY_DOUBLE), int(shape.size()),
                                                   shape.data(), strides.data(), data, flags, nullptr));
  if (!view || PyArray_SetBaseObject(asArray(view), nb::object(owner).release().ptr()) < 0)
    throw nb::python_error();
  return view;
}

/// The strides, in bytes, of an array of `shape` without gaps.
std::vector<npy_intp> denseStrides(const std::vector<int64_t> &shape) {
  std::vector<npy_intp> strides(shape.size());
  npy_intp stride = sizeof(double);
  for (size_t i = shape.size(); i-- > 0; stride *= shape[i])
    strides[i] = stride;
  return strides;
}

} // namespace

void importNumpy() {
  if (_import_array() < 0)
    throw nb::python_error();
}

Input::Input(const std::string &name, nb::handle value) {
  if (PyFloat_CheckExact(value.ptr())) {
    number_ = PyFloat_AS_DOUBLE(value.ptr());
    return;
  }
  array_ = doublesOf(value);
  if (array_)
    return;
  std::string message = "`" + name + "` must be an array of real numbers";
  if (!PyErr_Occurred())
    throw nb::type_error(message.c_str());
  nb::python_error cause;
  if (cause.matches(PyExc_TypeError) || cause.matches(PyExc_ValueError))
    nb::raise_from(cause, PyExc_TypeError, "%s", message.c_str());
  throw cause;
}

std::vector<int64_t> Input::rowShape(const std::string &name, size_t rank) const {
  if (!array_) {
    if (rank > 0)
      raiseWrongShape("`" + name + "` has " + std::to_string(rank) + (rank == 1 ? " axis" : " axes") +
                      ", a number was given");
    return {};
  }
  size_t given = PyArray_NDIM(asArray(array_));
  const npy_intp *sizes = PyArray_DIMS(asArray(array_));
  if (given != rank && given != rank + 1)
    raiseWrongShape("`" + name + "` has " + std::to_string(rank) + (rank == 1 ? " axis" : " axes") +
                    ", and one more in a batch; this array has shape " + shapeText(sizes, int(given)));
  return {sizes + (given - rank), sizes + given};
}

void Input::makeContiguous() {
  if (PyArray_IS_C_CONTIGUOUS(asArray(array_)))
    return;
  array_ = nb::steal(PyArray_FROM_OTF(array_.ptr(), NPY_DOUBLE, NPY_ARRAY_CARRAY_RO));
  if (!array_)
    throw nb::python_error();
}

Batch Input::batch(const Field &field) {
  if (!array_ && field.shape.empty())
    return std::span<const double>(&number_, 1);
  size_t rank = field.shape.size(), given = array_ ? PyArray_NDIM(asArray(array_)) : 0;
  const npy_intp *sizes = array_ ? PyArray_DIMS(asArray(array_)) : nullptr;
  bool fits = (given == rank || given == rank + 1) &&
              std::equal(field.shape.begin(), field.shape.end(), sizes + (given - rank));
  if (!fits)
    raiseWrongShape("`" + field.name + "` has shape " + shapeText(field.shape) + ", and " + batchText(field.shape) +
                    " in a batch; this array has " + shapeText(sizes, int(given)));
  if (given == rank) {
    makeContiguous();
    return std::span(static_cast<const double *>(PyArray_DATA(asArray(array_))), field.size);
  }

  // Rows without gaps in them, at any distance that a Batch can say.
  size_t rows = size_t(sizes[0]);
  rows_ = rows;
  npy_intp stride = PyArray_STRIDE(asArray(array_), 0);
  bool dense = stride >= 0 && stride % npy_intp(sizeof(double)) == 0;
  npy_intp inner = sizeof(double);
  for (size_t axis = rank; axis > 0 && dense; inner *= sizes[axis--])
    dense = sizes[axis] == 1 || PyArray_STRIDE(asArray(array_), int(axis)) == inner;
  if (!dense) {
    makeContiguous();
    stride = npy_intp(field.size * sizeof(double));
  }
  size_t distance = size_t(stride) / sizeof(double);
  size_t reach = rows == 0 ? 0 : (rows - 1) * distance + field.size;
  return Batch({static_cast<const double *>(PyArray_DATA(asArray(array_))), reach}, rows, distance);
}

Parameters::Parameters(const std::vector<Field> &fields, size_t size, nb::handle value) : input_("parameters", value) {
  bool isNumber = !input_.array_;
  if (!isNumber) {
    input_.makeContiguous();
    shape_ = input_.rowShape("parameters", PyArray_NDIM(asArray(input_.array_)));
  }
  bool isFlat = shape_ == std::vector<int64_t>{int64_t(size)};
  bool isOnly = fields.size() == 1 && shape_ == fields[0].shape;
  if (!isFlat && !isOnly)
    raiseWrongShape("the parameters have shape (" + std::to_string(size) + ",)" +
                    (fields.size() == 1 ? " or " + shapeText(fields[0].shape) : "") + ", this array has " +
                    shapeText(shape_));
}

std::span<const double> Parameters::values() const {
  if (!input_.array_)
    return {&input_.number_, 1};
  PyArrayObject *array = asArray(input_.array_);
  return {static_cast<const double *>(PyArray_DATA(array)), size_t(PyArray_SIZE(array))};
}

Output::Output(const std::vector<int64_t> &shape) : array(newArray(shape)) {
  values = {static_cast<double *>(PyArray_DATA(asArray(array))), size_t(PyArray_SIZE(asArray(array)))};
}

nb::object Output::view(const Field &field, std::optional<size_t> rows) const {
  std::vector<npy_intp> shape(field.shape.begin(), field.shape.end()), strides = denseStrides(field.shape);
  if (rows) {
    npy_intp rowSize = PyArray_DIM(asArray(array), 1);
    shape.insert(shape.begin(), npy_intp(*rows));
    strides.insert(strides.begin(), rowSize * npy_intp(sizeof(double)));
  } else if (shape.empty()) {
    return nb::cast(values[field.offset]);
  }
  return share(array, field.offset, std::move(shape), std::move(strides), NPY_ARRAY_WRITEABLE);
}

nb::object parameterView(nb::handle array, const Field &field, size_t numParameters) {
  PyArrayObject *flat = PyArray_Check(array.ptr()) ? reinterpret_cast<PyArrayObject *>(array.ptr()) : nullptr;
  if (!flat || PyArray_TYPE(flat) != NPY_DOUBLE || PyArray_NDIM(flat) != 1 || !PyArray_ISCARRAY_RO(flat) ||
      size_t(PyArray_SIZE(flat)) != numParameters)
    raiseWrongShape("the parameters are a contiguous float64 array of shape (" + std::to_string(numParameters) + ",)");
  return share(nb::borrow(array), field.offset, {field.shape.begin(), field.shape.end()}, denseStrides(field.shape),
               PyArray_FLAGS(flat) & NPY_ARRAY_WRITEABLE);
}

} // namespace qml::python
