(function () {
  "use strict";
  // Draws the charts. Texts from the data go through escape only.
  document.documentElement.classList.add("js");
  var data = window.pageData = JSON.parse(document.getElementById("data").textContent);
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var escape = function (s) {
    return String(s).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  };
  var lines = function (list) {
    return list.filter(function (s) { return s !== ""; }).map(function (s, i) { return i ? escape(s) : "<b>" + escape(s) + "</b>"; }).join("<br>");
  };

  // The parts of a matrix are like its first one but for their rows.
  var byId = {};
  data.charts.forEach(function (c) {
    byId[c.id] = c;
    var first = byId[c.like];
    if (!first) return;
    c.items = first.items;
    c.left = first.left;
    c.signs = first.signs;
    c.asks = first.asks;
    c.base = first.base = first.base || JSON.stringify(first.option); // before it is drawn
  });
  function optionOf(c) {
    if (!c.like) return c.option;
    var o = JSON.parse(c.base);
    o.yAxis[0].data = c.lines;
    o.series[0].data = c.cells;
    o.aria.label.description = c.about;
    return o;
  }

  var paper = 0; // width of the paper while printing
  var drawn = [];
  if (data.shapes) echarts.registerMap("townships", data.shapes);
  function draw(c) {
    var box = document.getElementById(c.id), option = optionOf(c);
    if (c.kind === "matrix") {
      // a cell: column, row, tone, words in the place of the sign and of its meaning, more
      option.series[0].label.formatter = function (p) { var v = p.value; return v[3] || c.signs[v[2]][0]; };
      option.tooltip.formatter = function (p) {
        var v = p.value;
        return lines([c.names[v[1]], c.items[v[0]] + "：" + (v[4] || c.signs[v[2]][1])].concat(v.slice(5), c.asks ? c.asks[v[0]] : ""));
      };
    } else if (c.kind === "map") {
      option.series[0].label.formatter = function (p) { return c.labels[p.dataIndex] || ""; };
      option.tooltip.formatter = function (p) { return lines(c.tips[p.dataIndex] || [p.name, "没有数字"]); };
    } else if (c.kind === "flow") {
      option.tooltip.formatter = function (p) { return p.dataType === "edge" ? lines(c.tips[p.dataIndex]) : lines([p.name]); };
    } else if (c.kind === "points") {
      option.tooltip.formatter = function (p) { return lines(c.tips[p.value[2]]); };
    } else {
      option.tooltip.formatter = function (list) { return lines(c.tips[list[0].dataIndex]); };
    }
    var width = paper || box.clientWidth, size = layout(c, width);
    box.style.height = size.height + "px";
    var chart = echarts.init(box, null, { renderer: "svg", width: size.width, height: size.height });
    chart.setOption(option, { lazyUpdate: true });
    chart.setOption(size.option);
    box.setAttribute("role", "img"); // ECharts takes it away
    drawn.push({ box: box, chart: chart, spec: c, width: width });
  }
  // layout is the size of a chart in so much room, and what of its option depends on it.
  function layout(spec, width) {
    if (!spec.items) {
      return { width: width, height: spec.height, option: spec.option.yAxis ? { yAxis: [{ axisLabel: { fontSize: width < 560 ? 12 : 13 } }] } : {} };
    }
    // a matrix: cells no wider than they need be, heads as high as their words
    var n = spec.items.length, left = spec.left || 118, room = Math.min(width, left + 8 + 132 * n);
    var each = Math.max(22, Math.floor((room - left - 8) / n) - 4), size = each < 40 ? 10 : 11, high = size + 2;
    var most = Math.max.apply(null, spec.items.map(function (s) { return Math.ceil(s.length / Math.max(1, Math.floor(each / size))); }));
    var top = 12 + high * most;
    return { width: room, height: top + 8 + 22 * spec.names.length,
      option: { grid: [{ top: top }], xAxis: [{ axisLabel: { width: each, fontSize: size, lineHeight: high } }] } };
  }
  function fit() {
    drawn.forEach(function (c) {
      var width = paper || c.box.clientWidth;
      if (!width || width === c.width) return;
      c.width = width;
      var size = layout(c.spec, width);
      c.box.style.height = size.height + "px";
      c.chart.resize({ width: size.width, height: size.height });
      c.chart.setOption(size.option);
    });
  }
  // A chart is drawn when it is near, one at a time, so that the page stays alive;
  // it has its height from the beginning, so that nothing moves below a reader.
  var specs = {}, near = [], busy = false;
  data.charts.forEach(function (c) { specs[c.id] = c; });
  function one() {
    var c = near.shift();
    if (c) finish(c);
    if (near.length) setTimeout(one, 0);
    else {
      busy = false;
      document.documentElement.setAttribute("data-drawn", Object.keys(specs).length ? "near" : "all");
    }
  }
  function finish(c) {
    delete specs[c.id];
    watch.unobserve(document.getElementById(c.id));
    draw(c);
  }
  var watch = new IntersectionObserver(function (entries) {
    entries.forEach(function (e) {
      var c = specs[e.target.id];
      if (!c) return;
      near = near.filter(function (n) { return n !== c; }); // out of sight again
      if (e.isIntersecting) near.push(c);
    });
    if (!busy) {
      busy = true;
      setTimeout(one, 0);
    }
  }, { rootMargin: "600px 0px" });
  function begin() {
    var sizes = data.charts.map(function (c) {
      var box = document.getElementById(c.id);
      return { box: box, height: layout(c, box.clientWidth || innerWidth).height };
    });
    sizes.forEach(function (s) {
      s.box.style.height = s.height + "px";
      watch.observe(s.box);
    });
  }
  begin();
  // rest draws what is in the page and not yet drawn.
  function rest() {
    data.charts.forEach(function (c) {
      if (specs[c.id] && !document.getElementById(c.id).hidden) finish(c);
    });
    near = [];
    fit();
  }
  // A matrix of many villages shows those of one township.
  all("[data-parts]").forEach(function (bar) {
    var select = bar.querySelector("select"), boxes = all("#parts-" + bar.dataset.parts + " .chart");
    function show() {
      boxes.forEach(function (b) { b.hidden = select.value !== "all" && b.dataset.township !== select.value; });
      fit();
    }
    select.addEventListener("change", show);
    show(); // a reloaded page keeps what was chosen
  });
  var waiting = 0;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(fit, 80);
  });

  // Printing: tables open, charts as wide as the paper (A4 less its margins).
  var opened = [];
  function beforePrint() {
    if (paper) return;
    paper = 690;
    rest(); // while the tables are shut there is less to lay out
    opened = all("details:not([open])");
    opened.forEach(function (d) { d.open = true; });
  }
  function afterPrint() {
    paper = 0;
    opened.forEach(function (d) { d.open = false; });
    fit();
  }
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  // some ways of printing change the medium only
  matchMedia("print").addEventListener("change", function (e) { (e.matches ? beforePrint : afterPrint)(); });
})();
