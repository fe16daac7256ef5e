// SPDX-License-Identifier: Apache-2.0
//
// The SVG chart: ticks, grid, lines, legend. Numbers are printed without the locale.

#include "qml/Classical/Plot.h"

#include "qml/Classical/AtomicFile.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace qml {

namespace {

constexpr double width = 720, height = 420;
constexpr double left = 72, right = 20, top = 44, bottom = 52;
constexpr double plotWidth = width - left - right, plotHeight = height - top - bottom;
constexpr size_t maxPointsDrawn = 2000;

// Okabe and Ito's colours, told apart by colour-blind readers.
constexpr const char *colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};

struct Range {
  double low, high;
  double share(double value) const { return (value - low) / (high - low); }
};

/// Beyond, differences would overflow; NaN is not drawn either.
bool drawable(double value) { return std::fabs(value) < 1e300; }

} // namespace

static std::string fixed(double value, int decimals) {
  char buffer[400];
  return std::string(buffer,
                     std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr);
}

static std::string pixels(double value) { return fixed(value, 1); }

static std::string escaped(const std::string &text) {
  std::string result;
  for (char c : text) {
    switch (c) {
    case '&': result += "&amp;"; break;
    case '<': result += "&lt;"; break;
    case '>': result += "&gt;"; break;
    case '"': result += "&quot;"; break;
    // XML has no other control characters.
    default: result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return result;
}

static double tickStep(double low, double high, int count) {
  double rough = (high - low) / std::max(1, count);
  double power = std::pow(10, std::floor(std::log10(rough)));
  for (double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough * 0.75)
      return factor * power;
  return 10 * power;
}

std::vector<double> niceTicks(double low, double high, int count) {
  std::vector<double> ticks;
  if (!(high > low) || !std::isfinite(high - low))
    return {low};
  double step = tickStep(low, high, count);
  // A range too narrow for its distance from 0 has no room for round numbers.
  if (std::fabs(low) / step > 1e12)
    return {low, high};
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k)
    ticks.push_back(k * step);
  return ticks;
}

static std::string tickText(double value, double step) {
  if (value == 0 || std::fabs(value) < step / 1e6)
    return "0";
  double size = std::fabs(value);
  if (size >= 1e6 || size < 1e-4) {
    char buffer[40];
    int digits = std::clamp(int(std::floor(std::log10(size)) - std::floor(std::log10(step) + 1e-9)), 0, 12);
    return std::string(buffer,
                       std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, digits).ptr);
  }
  return fixed(value, std::clamp(-int(std::floor(std::log10(step) + 1e-9)), 0, 12));
}

static Range rangeOf(const std::vector<PlotSeries> &series) {
  Range range = {INFINITY, -INFINITY};
  for (const PlotSeries &one : series)
    for (double value : one.values)
      if (drawable(value))
        range = {std::min(range.low, value), std::max(range.high, value)};
  if (!(range.low <= range.high))
    return {0, 1};
  // Room above and below, and some height for a constant.
  const bool constant = range.high - range.low < 1e-290;
  double margin = constant ? std::max(1e-12, std::fabs(range.high) * 0.1) : 0.05 * (range.high - range.low);
  return {range.low - margin, range.high + margin};
}

static void drawAxes(std::string &svg, Range x, Range y, const PlotOptions &options) {
  auto line = [&](double x1, double y1, double x2, double y2, const char *colour) {
    svg += "<line x1=\"" + pixels(x1) + "\" y1=\"" + pixels(y1) + "\" x2=\"" + pixels(x2) + "\" y2=\"" + pixels(y2) +
           "\" stroke=\"" + colour + "\"/>\n";
  };
  auto text = [&](double atX, double atY, const char *anchor, const std::string &content, const char *more = "") {
    svg += "<text x=\"" + pixels(atX) + "\" y=\"" + pixels(atY) + "\" text-anchor=\"" + anchor + "\"" + more + ">" +
           escaped(content) + "</text>\n";
  };
  const double base = top + plotHeight;
  auto ticks = niceTicks(y.low, y.high, 6);
  for (double tick : ticks) {
    double at = base - y.share(tick) * plotHeight;
    line(left, at, left + plotWidth, at, "#e6e6e6");
    text(left - 8, at + 4, "end", tickText(tick, tickStep(y.low, y.high, 6)));
  }
  for (double tick : niceTicks(x.low, x.high, 8)) {
    // Steps are whole numbers.
    if (tick != std::floor(tick))
      continue;
    double at = left + x.share(tick) * plotWidth;
    line(at, top, at, base, "#f2f2f2");
    text(at, base + 18, "middle", tickText(tick, 1));
  }
  line(left, base, left + plotWidth, base, "#444444");
  line(left, top, left, base, "#444444");
  text(left + plotWidth / 2, height - 12, "middle", options.xLabel);
  const std::string turn = " transform=\"rotate(-90 18 " + pixels(top + plotHeight / 2) + ")\"";
  text(18, top + plotHeight / 2, "middle", options.yLabel, turn.c_str());
  if (!options.title.empty())
    text(left, 24, "start", options.title, " font-size=\"15\" font-weight=\"bold\"");
}

// Positions to draw of a long series: the lowest and the highest of each stretch, so that spikes stay.
static std::vector<size_t> thinned(const std::vector<double> &values) {
  std::vector<size_t> kept;
  const size_t stretch = std::max<size_t>(1, (2 * values.size() + maxPointsDrawn - 1) / maxPointsDrawn);
  for (size_t begin = 0; begin < values.size(); begin += stretch) {
    size_t low = begin, high = begin;
    for (size_t i = begin; i < std::min(values.size(), begin + stretch); ++i) {
      if (drawable(values[i]) && !(values[i] >= values[low]))
        low = i;
      if (drawable(values[i]) && !(values[i] <= values[high]))
        high = i;
    }
    kept.push_back(std::min(low, high));
    if (low != high)
      kept.push_back(std::max(low, high));
  }
  return kept;
}

static void drawSeries(std::string &svg, const PlotSeries &series, const char *colour, Range x, Range y) {
  std::string path;
  bool gap = true;
  size_t drawn = 0;
  for (size_t i : thinned(series.values)) {
    if (!drawable(series.values[i])) {
      gap = true;
      continue;
    }
    std::string point = pixels(left + x.share(double(i + 1)) * plotWidth) + " " +
                        pixels(top + plotHeight - y.share(series.values[i]) * plotHeight);
    // A line to itself shows a point between two gaps as a dot.
    path += (gap ? "M" + point + "L" : "L") + point;
    gap = false;
    ++drawn;
  }
  if (drawn == 0)
    return;
  svg += std::string("<path fill=\"none\" stroke=\"") + colour + "\" stroke-width=\"" + (drawn == 1 ? "5" : "1.8") +
         "\" stroke-linejoin=\"round\" stroke-linecap=\"round\" d=\"" + path + "\"/>\n";
}

std::string lossSvg(const std::vector<PlotSeries> &series, const PlotOptions &options) {
  size_t steps = 0;
  for (const PlotSeries &one : series)
    steps = std::max(steps, one.values.size());
  const Range x = {1, std::max<double>(2, double(steps))}, y = rangeOf(series);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"420\" viewBox=\"0 0 720 420\" "
                    "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
                    "<rect width=\"720\" height=\"420\" fill=\"#ffffff\"/>\n";
  drawAxes(svg, x, y, options);
  for (size_t i = 0; i < series.size(); ++i)
    drawSeries(svg, series[i], colours[i % std::size(colours)], x, y);
  // The legend, from the right: about 7 pixels to a character.
  double at = width - right;
  for (size_t i = series.size(); i-- > 0;) {
    at -= 7.0 * double(series[i].name.size());
    svg += "<text x=\"" + pixels(at) + "\" y=\"24\">" + escaped(series[i].name) + "</text>\n";
    svg += "<line x1=\"" + pixels(at - 24) + "\" y1=\"20\" x2=\"" + pixels(at - 6) + "\" y2=\"20\" stroke=\"" +
           colours[i % std::size(colours)] + "\" stroke-width=\"3\"/>\n";
    at -= 40;
  }
  return svg + "</svg>\n";
}

Status writeLossSvg(const std::string &path, const std::vector<PlotSeries> &series, const PlotOptions &options) {
  return writeFileAtomically(path, lossSvg(series, options));
}

} // namespace qml
