//! Scenarios made up by a keyed generator: small ones that use everything the
//! file format has, in every combination, and a few as large as missions get.
//!
//! The texts mean nothing; they are there to reach every rule of the model. They
//! are always valid, and the same seed always gives the same text.

mod clock;

use std::fmt::Write;

use drawdown::calendar::Calendar;
use jiff::civil::date;

mod kit;

/// A small scenario of one to six sites.
#[allow(dead_code, reason = "not every test file looks at small missions of every kind")]
pub fn generated(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    // One in eight is degenerate in some way.
    let shape = match seed % 16 {
        3 => Shape { n_sites: 1, ..Shape::small(&mut dice) },
        7 => Shape { people: 0, ..Shape::small(&mut dice) },
        10 => Shape { no_trucks: true, ..Shape::small(&mut dice) },
        12 => Shape { deadline: 0, as_of: None, ..Shape::small(&mut dice) },
        15 => Shape { horizon_first: true, ..Shape::small(&mut dice) },
        _ => Shape::small(&mut dice),
    };
    kit::add(Writer { dice, ways: Dice::new(seed ^ 0x3A15), shape, text: String::new() }.scenario(), seed)
}

/// Sites along one road to a port, all closing within days, whose trucks call at nearer sites on their way home.
#[allow(dead_code, reason = "not every test file looks at trips")]
pub fn along_a_road(seed: u64) -> String {
    let mut dice = Dice::new(seed ^ 0x7219);
    let n = dice.between(2, 5);
    let mut text = format!(
        "[mission]\nname = \"made up\"\nstart = 2024-01-01\ndeadline = {}\nhorizon = {}\n[delay]\n\
         loading = {{ uniform = {{ min = 0, max = 4 }} }}\ntravel = {{ uniform = {{ min = 0.7, max = 1.6 }} }}\n\
         clearance = {{ exponential = {{ mean = {} }} }}\n",
        on(dice.between(40, 90)),
        on(150),
        dice.between(1, 15)
    );
    for site in 0..n {
        let (truckloads, begin) = (dice.between(1, 30), on(dice.between(0, 15)));
        let via = if site > 0 { format!(", via = \"site-{}\"", dice.between(0, site - 1)) } else { String::new() };
        let escort = if dice.chance(50) { ", escort = \"guards\"" } else { "" };
        let km = 100 * site + dice.between(20, 119);
        let _ = write!(
            text,
            "[[site]]\nid = \"site-{site}\"\ncargo = [ {{ owner = \"UN\", truckloads = {truckloads} }} ]\n\
             people = {{ military = {} }}\nself_move = {{ km_per_day = 60 }}\nbegin = {begin}\n\
             lanes = [ {{ to = \"port\", road = {{ km = {km}{via}{escort} }} }} ]\n",
            dice.between(0, 40)
        );
    }
    let _ = write!(
        text,
        "[[site]]\nid = \"port\"\npeople = {{ military = 1 }}\nbegin = 2024-01-01\n[[gateway]]\nid = \"port\"\n\
         exits = [ {{ id = \"ship\", sea = {{ per_week = 7, seats = 9, truckloads = 9 }} }} ]\n\
         [[escorts]]\nid = \"guards\"\nhub = \"port\"\ncount = {}\n",
        dice.between(1, 4)
    );
    for pool in 0..dice.between(1, 2) {
        let (count, speed) = (dice.between(3, 30), dice.number(40.0, 120.0));
        let _ = write!(
            text,
            "[[trucks]]\nid = \"pool-{pool}\"\nhub = \"port\"\ncount = {count}\nkm_per_day = {speed:.2}\n"
        );
    }
    let stopped = dice.between(0, n - 1);
    let _ = write!(
        text,
        "[[regime]]\nid = \"road\"\nscope = [\"site:site-{stopped}\"]\nstart = \"open\"\nstates = [\n\
         {{ id = \"open\", stay_days = {{ exponential = {{ mean = 12 }} }}, next = {{ shut = 1 }} }},\n\
         {{ id = \"shut\", stay_days = 4, next = {{ open = 1 }}, convoys = \"stopped\", clearance = 2 }},\n]\n\
         [policy]\nevacuate = {{ sites_open_days_before = {} }}\n",
        dice.between(0, 30)
    );
    text
}

/// So many generated scenarios, or `DRAWDOWN_TIMES` as many: for a longer search.
#[allow(dead_code, reason = "not every test file looks for more")]
pub fn times(n: u64) -> u64 {
    let times = std::env::var("DRAWDOWN_TIMES").ok();
    n * times.map_or(1, |text| text.parse().expect("DRAWDOWN_TIMES is a whole number"))
}

/// A mission as large as they come: 100 sites and 200,000 people.
#[allow(dead_code, reason = "not every test file uses the large ones")]
pub fn large(seed: u64) -> String {
    let mut dice = Dice::new(seed ^ 0x1A26E);
    let shape = Shape { n_sites: 100, people: 200_000, ..Shape::small(&mut dice) };
    kit::add(Writer { dice, ways: Dice::new(seed ^ 0x3A15), shape, text: String::new() }.scenario(), seed)
}

/// A generator of whole numbers: SplitMix64, written here so that the tests do
/// not lean on the program's own.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(0x2545_F491_4F6C_DD1D))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    /// With a chance of so many in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[(self.next() % list.len() as u64) as usize]
    }

    /// A number with two decimals.
    pub fn number(&mut self, low: f64, high: f64) -> f64 {
        let steps = ((high - low) * 100.0).round() as i64;
        low + self.between(0, steps) as f64 / 100.0
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.between(0, i as i64) as usize);
        }
    }
}

struct Shape {
    n_sites: usize,
    /// About how many people there are in all.
    people: i64,
    no_trucks: bool,
    deadline: i64,
    as_of: Option<i64>,
    /// The horizon comes before anything closes.
    horizon_first: bool,
}

impl Shape {
    fn small(dice: &mut Dice) -> Self {
        let n_sites = dice.between(1, 6) as usize;
        Self {
            n_sites,
            people: dice.between(20, 400) * n_sites as i64,
            no_trucks: dice.chance(10),
            deadline: dice.between(50, 140),
            as_of: dice.chance(40).then(|| dice.between(0, 25)),
            horizon_first: false,
        }
    }
}

struct Lane {
    to: usize,
    mode: &'static str,
    /// A day, by air or water.
    truckloads: i64,
    /// By road: convoys take an escort of the hub's pool.
    escorted: bool,
    /// By road: the site at which trucks call on their way home.
    via: Option<usize>,
}

/// What the text says about a site, as far as later parts of it need to know.
struct Place {
    id: String,
    /// Lanes lead from lower ranks to higher ones.
    rank: usize,
    gateway: bool,
    exits: Vec<String>,
    lanes: Vec<Lane>,
    people: Vec<(&'static str, &'static str, i64)>,
    keep: i64,
    ended: bool,
    /// Whether cargo can leave the country from here.
    ships: bool,
    /// Trucks of another site may call here.
    is_called_at: bool,
}

impl Place {
    /// People who are not local staff.
    fn n_travellers(&self) -> i64 {
        self.people.iter().filter(|(component, ..)| *component != "local").map(|(.., n)| n).sum()
    }
}

const CONTINGENTS: [&str; 4] = ["Chad", "Togo", "Nepal", "Sri Lanka"];
const COMPONENTS: [&str; 4] = ["military", "police", "civilian", "local"];

struct Writer {
    dice: Dice,
    /// For ways by water, cargo on scheduled lanes and escorts, so that the rest of a scenario is as without them.
    ways: Dice,
    shape: Shape,
    text: String,
}

impl Writer {
    fn scenario(mut self) -> String {
        let places = self.places();
        self.mission();
        self.delays();
        for place in 0..places.len() {
            self.site(&places, place);
        }
        self.gateways(&places);
        self.trucks(&places);
        self.escorts(&places);
        self.contingents(&places);
        self.imposed(&places);
        self.schedules(&places);
        self.drivers(&places);
        self.regimes(&places);
        self.seasons(&places);
        self.shocks(&places);
        self.policy(&places);
        self.milestones();
        self.clock(&places);
        self.text
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn first(&self) -> i64 {
        self.shape.as_of.map_or(0, |day| day + 1)
    }

    fn horizon(&self) -> i64 {
        if self.shape.horizon_first { self.first() + 30 } else { self.shape.deadline.max(60) + 80 }
    }

    // ---- laws ------------------------------------------------------------

    /// A law about as long as `scale` days.
    fn law(&mut self, scale: f64) -> String {
        let d = &mut self.dice;
        let (a, b) = (d.number(0.1, 0.9) * scale, d.number(1.1, 3.0) * scale);
        let mut law = match d.between(0, 10) {
            0 => format!("fixed = {a:.2}"),
            1 => "fixed = 0".into(),
            2 => format!("uniform = {{ min = {a:.2}, max = {b:.2} }}"),
            3 => format!("triangular = {{ min = {a:.2}, mode = {scale:.2}, max = {b:.2} }}"),
            4 => format!("pert = {{ min = {a:.2}, mode = {scale:.2}, max = {b:.2} }}"),
            5 => format!("lognormal = {{ median = {scale:.2}, p90 = {:.2} }}", b + scale),
            6 => format!("lognormal = {{ mean = {scale:.2}, sd = {a:.2} }}"),
            7 => format!("gamma = {{ mean = {scale:.2}, sd = {a:.2} }}"),
            8 => format!("exponential = {{ mean = {scale:.2} }}"),
            9 => format!("empirical = [{a:.2}, {scale:.2}, {scale:.2}, {b:.2}]"),
            _ => {
                format!("gamma = {{ mean = {scale:.2}, sd = {scale:.2} }}, min = {:.2}, max = {:.2}", a / 2.0, b * 2.0)
            }
        };
        if self.dice.chance(20) {
            // Between the shortest and the longest value of every law above.
            let _ = write!(law, ", planned = {scale:.2}");
            if law.contains("fixed") {
                return format!("{{ fixed = {scale:.2} }}");
            }
        }
        format!("{{ {law} }}")
    }

    /// A law that may be negative.
    fn shift(&mut self) -> String {
        match self.dice.between(0, 3) {
            0 => format!("{}", self.dice.between(-6, 8)),
            1 => "{ triangular = { min = -15, mode = 0, max = 20 } }".into(),
            2 => "{ uniform = { min = -10.5, max = 4.25 } }".into(),
            _ => "{ empirical = [-9, -1, 0, 0, 3, 12], planned = 2 }".into(),
        }
    }

    // ---- the parts of a file -----------------------------------------------

    fn mission(&mut self) {
        let (deadline, horizon) = (self.shape.deadline, self.horizon());
        self.line("[mission]\nname = \"made up\"\nstart = 2024-01-01");
        if let Some(as_of) = self.shape.as_of {
            self.line(format!("as_of = {}", on(as_of)));
        }
        self.line(format!("deadline = {}\nhorizon = {}", on(deadline.min(horizon)), on(horizon)));
        if self.dice.chance(50) {
            let liquidation = self.dice.between((deadline - 20).max(0), deadline + 40);
            self.line(format!("liquidation = {}", on(liquidation)));
        }
    }

    fn delays(&mut self) {
        self.line("\n[delay]");
        let scales = [
            ("preparation", 5.0),
            ("clearance", 4.0),
            ("transit", 4.0),
            ("loading", 2.0),
            ("travel", 1.0),
            ("handover", 6.0),
            ("disposal", 8.0),
            ("liquidation", 15.0),
        ];
        for (name, scale) in scales {
            if self.dice.chance(70) {
                let law = self.law(scale);
                self.line(format!("{name} = {law}"));
            }
        }
        for name in ["begin_shift", "margin"] {
            if self.dice.chance(40) {
                let law = self.shift();
                self.line(format!("{name} = {law}"));
            }
        }
    }

    /// Who is where and what leads where.
    fn places(&mut self) -> Vec<Place> {
        let n = self.shape.n_sites;
        let mut ranks: Vec<usize> = (0..n).collect();
        // Hubs stand before and behind their sites in the file.
        self.dice.shuffle(&mut ranks);
        let second_gateway = (n >= 3 && self.dice.chance(60)).then(|| self.dice.between(1, n as i64 - 2) as usize);
        let index_of = |rank: usize| ranks.iter().position(|r| *r == rank).expect("every rank is given");
        let mut places = Vec::new();
        for (index, &rank) in ranks.iter().enumerate() {
            let mut lanes: Vec<Lane> = Vec::new();
            if rank + 1 < n {
                for _ in 0..self.dice.between(1, 3) {
                    let to = index_of(self.dice.between(rank as i64 + 1, (rank as i64 + 4).min(n as i64 - 1)) as usize);
                    let mode = if self.dice.chance(70) { "road" } else { "air" };
                    if !lanes.iter().any(|l| l.to == to && (l.mode == "road") == (mode == "road")) {
                        lanes.push(self.lane(to, mode));
                    }
                }
            }
            places.push(Place {
                id: format!("site-{index}"),
                rank,
                gateway: rank + 1 == n || second_gateway == Some(rank),
                exits: Vec::new(),
                lanes,
                people: self.people(),
                keep: 0,
                ended: false,
                ships: false,
                is_called_at: false,
            });
        }
        for place in places.iter_mut().filter(|p| p.n_travellers() > 0) {
            if self.dice.chance(25) {
                place.keep = self.dice.between(1, place.n_travellers().min(30));
            }
        }
        self.trips(&mut places);
        self.choose_exits_and_ended(&mut places);
        let mut by_rank: Vec<usize> = (0..n).collect();
        by_rank.sort_by_key(|i| std::cmp::Reverse(places[*i].rank));
        for i in by_rank {
            let carries = |lane: &Lane| lane.truckloads > 0 || lane.mode == "road" && !self.shape.no_trucks;
            let ships = |lane: &Lane| carries(lane) && places[lane.to].ships;
            places[i].ships = places[i].gateway || places[i].lanes.iter().any(ships);
        }
        if places.iter().all(|p| p.people.iter().all(|(.., n)| *n == 0)) {
            places[0].people = vec![("local", "", 1)];
        }
        places
    }

    /// A lane by road, or by air or water.
    fn lane(&mut self, to: usize, mode: &'static str) -> Lane {
        let by_road = mode == "road";
        let mode = if by_road { mode } else { self.ways.pick(&["air", "air", "river", "sea"]) };
        let truckloads = if !by_road && self.ways.chance(60) { self.ways.between(1, 6) } else { 0 };
        Lane { to, mode, truckloads, escorted: by_road && self.ways.chance(35), via: None }
    }

    /// Trips by two sites; nobody calls at a site whose own trucks call elsewhere, so that it is always nearer.
    fn trips(&mut self, places: &mut [Place]) {
        let mut called = Vec::new();
        for site in 0..places.len() {
            for lane in 0..places[site].lanes.len() {
                let Lane { to, mode, .. } = places[site].lanes[lane];
                if mode != "road" || called.contains(&(site, to)) || !self.ways.chance(50) {
                    continue;
                }
                let free = |l: &Lane| l.to == to && l.mode == "road" && l.via.is_none();
                let second = (0..places.len()).find(|&s| s != site && places[s].lanes.iter().any(free));
                places[site].lanes[lane].via = second;
                if let Some(second) = second {
                    places[second].is_called_at = true;
                    called.push((second, to));
                }
            }
        }
    }

    fn people(&mut self) -> Vec<(&'static str, &'static str, i64)> {
        let share = self.shape.people / self.shape.n_sites as i64;
        if share == 0 {
            // Nobody who has to leave: a mission needs somebody all the same.
            return vec![("local", "", 1)];
        }
        if self.shape.n_sites > 1 && self.dice.chance(8) {
            return vec![];
        }
        if self.dice.chance(30) {
            return COMPONENTS.iter().map(|c| (*c, "", self.dice.between(0, share / 2))).collect();
        }
        let mut people: Vec<(&str, &str, i64)> = Vec::new();
        for _ in 0..self.dice.between(1, 5) {
            let component = self.dice.pick(&COMPONENTS);
            let contingent = match component {
                "military" | "police" => self.dice.pick(&CONTINGENTS),
                _ => "",
            };
            if !people.iter().any(|(c, k, _)| (*c, *k) == (component, contingent)) {
                let count = self.dice.between(1, share.max(2) / 2);
                people.push((component, contingent, count));
            }
        }
        people
    }

    fn choose_exits_and_ended(&mut self, places: &mut [Place]) {
        for place in places.iter_mut().filter(|p| p.gateway) {
            place.exits = (0..self.dice.between(1, 2)).map(|i| format!("way-{i}")).collect();
        }
        if self.shape.as_of.is_some() && self.dice.chance(50) {
            // A site to which no lane leads may have ended already.
            let leaf = (0..places.len()).find(|&i| {
                !places[i].gateway && places.iter().all(|other| other.lanes.iter().all(|lane| lane.to != i))
            });
            if let Some(leaf) = leaf {
                places[leaf].ended = true;
                places[leaf].keep = 0;
            }
        }
    }

    fn site(&mut self, places: &[Place], index: usize) {
        let place = &places[index];
        self.line(format!("\n[[site]]\nid = \"{}\"", place.id));
        if !place.people.is_empty() {
            let rows: Vec<String> = place
                .people
                .iter()
                .map(|(component, contingent, count)| match *contingent {
                    "" => format!("{{ component = \"{component}\", count = {count} }}"),
                    c => format!("{{ component = \"{component}\", contingent = \"{c}\", count = {count} }}"),
                })
                .collect();
            self.line(format!("people = [ {} ]", rows.join(", ")));
        }
        self.cargo(places, index);
        self.dates(places, index);
        if self.dice.chance(30) {
            let law = self.shift();
            self.line(format!("begin_shift = {law}"));
        }
        if place.n_travellers() > 0 && self.dice.chance(25) {
            let guard = self.dice.between(1, place.n_travellers().min(120));
            self.line(format!("guard = {guard}"));
        }
        if place.keep > 0 {
            self.line(format!("keep = {}", place.keep));
        }
        if self.dice.chance(30) {
            let beds = self.dice.between(30, 500);
            self.line(format!("beds = {beds}"));
        }
        if self.dice.chance(40) {
            let error = self.dice.number(0.05, 0.8);
            self.line(format!("people_error = {error:.2}"));
        }
        let has_road = place.lanes.iter().any(|l| l.mode == "road");
        let only_roads = place.lanes.iter().all(|l| l.mode == "road");
        if has_road && (only_roads || self.dice.chance(70)) {
            let speed = self.dice.number(20.0, 120.0);
            self.line(format!("self_move = {{ km_per_day = {speed:.2} }}"));
        }
        self.lanes(places, index);
        if self.dice.chance(30) {
            let (name, scale) =
                self.dice.pick(&[("preparation", 6.0), ("clearance", 3.0), ("transit", 2.0), ("handover", 4.0)]);
            let law = self.law(scale);
            self.line(format!("delay = {{ {name} = {law} }}"));
        } else if place.is_called_at && self.ways.chance(80) {
            // Its own trucks come late, so that others find something there.
            let clearance = self.ways.between(10, 60);
            self.line(format!("delay = {{ clearance = {clearance} }}"));
        }
    }

    fn cargo(&mut self, places: &[Place], index: usize) {
        if self.shape.people == 0 && self.dice.chance(50) || self.dice.chance(20) {
            return;
        }
        let mut owners = vec!["UN"];
        owners.extend(places[index].people.iter().map(|(_, contingent, _)| *contingent).filter(|c| !c.is_empty()));
        owners.sort_unstable();
        owners.dedup();
        let mut rows = Vec::new();
        for owner in owners {
            let truckloads = self.dice.between(0, 30);
            let mut row = format!("owner = \"{owner}\", truckloads = {truckloads}");
            let disposition = if places[index].ships {
                self.dice.pick(&["", "repatriate", "redeploy", "sell", "give", "destroy"])
            } else {
                self.dice.pick(&["sell", "give", "destroy"])
            };
            if !disposition.is_empty() {
                let _ = write!(row, ", disposition = \"{disposition}\"");
            }
            if matches!(disposition, "" | "repatriate" | "redeploy") && self.dice.chance(30) {
                let _ = write!(row, ", from = {}", on(self.dice.between(0, 80)));
            }
            rows.push(format!("{{ {row} }}"));
        }
        self.line(format!("cargo = [ {} ]", rows.join(", ")));
    }

    fn dates(&mut self, places: &[Place], index: usize) {
        let place = &places[index];
        // Where the horizon is to come first, nothing begins before its last day.
        let horizon = self.horizon();
        let begin = if self.shape.horizon_first { horizon } else { self.dice.between(-5, 90) };
        match self.dice.between(0, 9) {
            0..=5 => {
                self.line(format!("begin = {}", on(begin)));
                if self.dice.chance(50) {
                    let close = (begin.max(0) + self.dice.between(5, 40)).min(horizon);
                    self.line(format!("close = {}", on(close)));
                }
            }
            _ if place.keep > 0 => self.line(format!("begin = {}", on(begin))),
            _ => {
                let close_by = (begin.max(0) + self.dice.between(5, 40)).min(horizon);
                self.line(format!("close_by = {}", on(close_by)));
                if self.dice.chance(40) {
                    let not_before = self.dice.between(0, close_by);
                    self.line(format!("not_before = {}", on(not_before)));
                }
            }
        }
        let behind: Vec<&str> =
            places.iter().filter(|other| other.rank < place.rank).map(|other| other.id.as_str()).collect();
        if !behind.is_empty() && self.dice.chance(20) {
            let after = self.dice.pick(&behind);
            self.line(format!("after = [\"{after}\"]"));
        }
    }

    fn lanes(&mut self, places: &[Place], index: usize) {
        let rows: Vec<String> = places[index]
            .lanes
            .iter()
            .map(|lane| {
                let to = &places[lane.to].id;
                if lane.mode == "road" {
                    let escort = if lane.escorted { format!(", escort = \"{to}-escorts\"") } else { String::new() };
                    let via = lane.via.map_or(String::new(), |via| format!(", via = \"{}\"", places[via].id));
                    // Longer than any road without a second site.
                    let km = self.dice.number(5.0, 400.0) + if lane.via.is_some() { 400.0 } else { 0.0 };
                    format!("{{ to = \"{to}\", road = {{ km = {km:.2}{escort}{via} }} }}")
                } else {
                    let seats = self.dice.between(1, 80);
                    let available =
                        self.dice.pick(&["", ", available = 0.5", ", available = 0.9", ", available = 0.05"]);
                    let cargo = match lane.truckloads {
                        0 => String::new(),
                        n => format!(", truckloads_per_day = {n}"),
                    };
                    format!("{{ to = \"{to}\", {} = {{ seats_per_day = {seats}{available}{cargo} }} }}", lane.mode)
                }
            })
            .collect();
        if !rows.is_empty() {
            self.line(format!("lanes = [ {} ]", rows.join(", ")));
        }
    }

    fn gateways(&mut self, places: &[Place]) {
        for place in places.iter().filter(|p| p.gateway) {
            let mut rows = Vec::new();
            for exit in &place.exits {
                let per_week = if self.dice.chance(50) {
                    format!("{:.2}", self.dice.number(0.0, 14.0))
                } else {
                    let (a, b) = (self.dice.number(0.0, 5.0), self.dice.number(0.0, 12.0));
                    let (from, to) = (self.dice.between(0, 20), self.dice.between(21, 80));
                    format!("[ {{ from = {}, value = {a:.2} }}, {{ from = {}, value = {b:.2} }} ]", on(from), on(to))
                };
                // The last exit takes everything, so that nobody is shut in.
                let (mut seats, mut truckloads) = (self.dice.between(1, 120), self.dice.between(1, 12));
                if *exit != place.exits[place.exits.len() - 1] {
                    match self.dice.between(0, 3) {
                        0 => seats = 0,
                        1 => truckloads = 0,
                        _ => {}
                    }
                }
                let mut row = format!("per_week = {per_week}, seats = {seats}, truckloads = {truckloads}");
                if self.dice.chance(40) {
                    let _ = write!(row, ", cancellation = {:.2}", self.dice.number(0.0, 0.6));
                }
                if self.dice.chance(35) {
                    let law = self.law(1.5);
                    let _ = write!(row, ", clearance = {law}");
                }
                if let Some(contingent) = self.contingent_of(places)
                    && self.dice.chance(30)
                {
                    let _ = write!(row, ", reserved_for = \"{contingent}\"");
                }
                let mode = self.dice.pick(&["air", "road"]);
                let mode = if self.ways.chance(40) { self.ways.pick(&["sea", "river"]) } else { mode };
                rows.push(format!("{{ id = \"{exit}\", {mode} = {{ {row} }} }}"));
            }
            self.line(format!("\n[[gateway]]\nid = \"{}\"\nexits = [ {} ]", place.id, rows.join(", ")));
        }
    }

    /// A contingent that has people, if any has.
    fn contingent_of(&mut self, places: &[Place]) -> Option<&'static str> {
        let named: Vec<&str> = places
            .iter()
            .flat_map(|p| &p.people)
            .map(|(_, contingent, _)| *contingent)
            .filter(|c| !c.is_empty())
            .collect();
        (!named.is_empty()).then(|| self.dice.pick(&named))
    }

    fn trucks(&mut self, places: &[Place]) {
        if self.shape.no_trucks {
            return;
        }
        for (index, place) in places.iter().enumerate() {
            let is_hub = places.iter().any(|p| p.lanes.iter().any(|l| l.to == index && l.mode == "road"));
            for pool in 0..if is_hub { self.dice.between(1, 2) } else { 0 } {
                let (count, speed) = (self.dice.between(i64::from(pool == 0), 40), self.dice.number(30.0, 150.0));
                self.line(format!("\n[[trucks]]\nid = \"{}-pool-{pool}\"\nhub = \"{}\"", place.id, place.id));
                self.line(format!("count = {count}\nkm_per_day = {speed:.2}"));
                if self.dice.chance(50) {
                    let min_trucks = self.dice.between(1, 10.min(count.max(1)));
                    self.line(format!("min_trucks = {min_trucks}"));
                }
            }
        }
    }

    fn escorts(&mut self, places: &[Place]) {
        for (index, place) in places.iter().enumerate() {
            if places.iter().any(|p| p.lanes.iter().any(|lane| lane.to == index && lane.escorted)) {
                let count = self.ways.between(1, 4);
                self.line(format!("\n[[escorts]]\nid = \"{0}-escorts\"\nhub = \"{0}\"\ncount = {count}", place.id));
            }
        }
    }

    fn contingents(&mut self, places: &[Place]) {
        for contingent in CONTINGENTS {
            let named = places.iter().any(|p| p.people.iter().any(|(_, c, _)| *c == contingent));
            if !named || self.dice.chance(40) {
                continue;
            }
            self.line(format!("\n[[contingent]]\nid = \"{contingent}\""));
            if self.dice.chance(40) {
                let depart = self.dice.between(0, self.shape.deadline + 20);
                self.line(format!("depart = {}", on(depart)));
            }
            if self.dice.chance(30) {
                // One exit at every gateway, so that nobody is shut in.
                let exits: Vec<String> = places
                    .iter()
                    .filter(|p| p.gateway)
                    .map(|p| format!("\"{}/{}\"", p.id, p.exits[p.exits.len() - 1]))
                    .collect();
                self.line(format!("exits = [ {} ]", exits.join(", ")));
            }
            if self.dice.chance(60) {
                let priority = self.dice.between(0, 9);
                self.line(format!("priority = {priority}"));
            }
        }
    }

    fn imposed(&mut self, places: &[Place]) {
        let Some(as_of) = self.shape.as_of else { return };
        for place in places.iter().filter(|p| p.ended) {
            let (date, how) = (on(self.dice.between(0, as_of)), self.dice.pick(&["handed over", "left"]));
            self.line(format!("\n[[imposed]]\ndate = {date}\nended = \"{}\"\nhow = \"{how}\"", place.id));
        }
        for component in ["military", "civilian"] {
            let total = people(places, |_, c, _| c == component);
            if total == 0 || self.dice.chance(50) {
                continue;
            }
            let (early, late) = (self.dice.between(0, total / 6), self.dice.between(total / 6, total / 3));
            if as_of > 3 {
                let date = on(self.dice.between(0, as_of - 1));
                self.line(format!("\n[[imposed]]\ndate = {date}\ngone = {early}\ncomponent = \"{component}\""));
            }
            self.line(format!("\n[[imposed]]\ndate = {}\ngone = {late}\ncomponent = \"{component}\"", on(as_of)));
        }
    }

    fn schedules(&mut self, places: &[Place]) {
        for kind in ["thinning", "separation"] {
            for row in 0..self.dice.between(0, 3) {
                let who = match self.dice.between(0, 3) {
                    0 => String::new(),
                    1 => format!("site = \"{}\"\n", places[self.dice.between(0, places.len() as i64 - 1) as usize].id),
                    2 if kind == "separation" => "component = \"local\"\n".into(),
                    2 => "component = \"military\"\n".into(),
                    _ => match self.contingent_of(places) {
                        Some(contingent) => format!("contingent = \"{contingent}\"\n"),
                        None => String::new(),
                    },
                };
                let chosen = |id: &str, component: &str, contingent: &str| {
                    (!who.starts_with("site") || who.contains(&format!("\"{id}\"")))
                        && (!who.starts_with("comp") || who.contains(component))
                        && (!who.starts_with("cont") || who.contains(&format!("\"{contingent}\"")))
                        && (kind == "separation" || component != "local")
                };
                let total = people(places, chosen) / 8;
                if total == 0 {
                    continue;
                }
                let (count, horizon) = (self.dice.between(0, total), self.horizon());
                let from = self.dice.between(0, 80.min(horizon));
                let to = (from + self.dice.between(0, 40)).min(horizon);
                self.line(format!(
                    "\n[[{kind}]]\nid = \"{kind}-{row}\"\n{who}from = {}\nto = {}\ncount = {count}",
                    on(from),
                    on(to)
                ));
            }
        }
    }

    fn scope(&mut self, places: &[Place]) -> String {
        let place = &places[self.dice.between(0, places.len() as i64 - 1) as usize];
        match self.dice.between(0, 3) {
            0 => "\"mission\"".into(),
            1 => format!("[\"site:{}\"]", place.id),
            2 if !place.lanes.is_empty() => {
                let lane = &place.lanes[self.dice.between(0, place.lanes.len() as i64 - 1) as usize];
                format!("[\"lane:{}/{}/{}\"]", place.id, places[lane.to].id, lane.mode)
            }
            3 if place.gateway => format!("[\"exit:{}/{}\", \"site:{}\"]", place.id, place.exits[0], places[0].id),
            _ => "\"mission\"".into(),
        }
    }

    fn drivers(&mut self, places: &[Place]) {
        let targets = [
            "delay.preparation",
            "delay.clearance",
            "delay.transit",
            "delay.loading",
            "delay.travel",
            "delay.handover",
            "delay.disposal",
            "delay.liquidation",
            "exits",
            "air",
            "speed",
        ];
        for driver in 0..self.dice.between(0, 3) {
            let mut multiplies: Vec<String> =
                (0..self.dice.between(1, 5)).map(|_| format!("\"{}\"", self.dice.pick(&targets))).collect();
            if self.ways.chance(20) {
                multiplies.push("\"water\"".into());
            }
            multiplies.sort_unstable();
            multiplies.dedup();
            let scope = self.scope(places);
            let law = self.dice.pick(&[
                "{ lognormal = { median = 1.0, p90 = 1.8 } }",
                "{ uniform = { min = 0.5, max = 1.5 } }",
                "{ triangular = { min = 0.6, mode = 1.0, max = 2.5 }, planned = 1.1 }",
                "1.25",
            ]);
            self.line(format!("\n[[driver]]\nid = \"driver-{driver}\"\nmultiplies = [ {} ]", multiplies.join(", ")));
            self.line(format!("scope = {scope}\nfactor = {law}"));
        }
    }

    /// What a regime's state or a slow shock does.
    fn effect(&mut self) -> String {
        let mut keys: Vec<String> = Vec::new();
        if self.dice.chance(60) {
            keys.push(match self.dice.between(0, 3) {
                0 => "clearance = \"blocked\"".into(),
                _ => format!("clearance = {:.2}", self.dice.number(0.4, 4.0)),
            });
        }
        if self.dice.chance(30) {
            keys.push(match self.dice.between(0, 3) {
                0 => "lift = \"blocked\"".into(),
                _ => format!("lift = {:.2}", self.dice.number(0.5, 3.0)),
            });
        }
        if self.dice.chance(40) {
            keys.push(format!("exits = {:.2}", self.dice.number(0.0, 1.5)));
        }
        if self.dice.chance(40) {
            keys.push(format!("air = {:.2}", self.dice.number(0.0, 1.5)));
        }
        if self.ways.chance(40) {
            keys.push(format!("water = {:.2}", self.ways.number(0.0, 1.5)));
        }
        if self.dice.chance(40) {
            keys.push(format!("convoys = \"{}\"", self.dice.pick(&["stopped", "moving"])));
        }
        let mut effect: String = keys.iter().map(|key| format!(", {key}")).collect();
        effect += &self.threat();
        effect
    }

    fn threat(&mut self) -> String {
        self.dice.pick(&["", "", ", threat = true", ", threat = false"]).into()
    }

    fn regimes(&mut self, places: &[Place]) {
        for regime in 0..self.dice.between(0, 2) {
            let scope = self.scope(places);
            let (open, slow, shut) = (self.law(20.0), self.law(8.0), self.law(5.0));
            let effects = [self.effect(), self.effect(), self.effect()];
            let start = self.dice.pick(&["open", "open", "slow"]);
            let open = if self.dice.chance(15) {
                format!("{{ id = \"open\"{} }}", effects[0])
            } else {
                format!("{{ id = \"open\", stay_days = {open}, next = {{ slow = 0.7, shut = 0.3 }}{} }}", effects[0])
            };
            self.line(format!("\n[[regime]]\nid = \"regime-{regime}\"\nscope = {scope}\nstart = \"{start}\""));
            self.line(format!("states = [\n  {open},"));
            self.line(format!(
                "  {{ id = \"slow\", stay_days = {slow}, next = {{ open = 0.8, shut = 0.2 }}{} }},",
                effects[1]
            ));
            self.line(format!("  {{ id = \"shut\", stay_days = {shut}, next = {{ open = 1.0 }}{} }},\n]", effects[2]));
            if self.dice.chance(50) {
                let from = self.dice.between(0, 40);
                let (to, next) = (from + self.dice.between(0, 15), self.dice.between(0, 5));
                let mut pins = vec![self.pin(from, to)];
                if self.dice.chance(50) {
                    // With next = 0 this pin follows directly.
                    let from = to + 1 + next;
                    pins.push(self.pin(from, from + 9));
                }
                self.line(format!("pinned = [ {} ]", pins.join(", ")));
            }
        }
    }

    fn pin(&mut self, from: i64, to: i64) -> String {
        let (state, then) = (
            self.dice.pick(&["open", "slow", "shut"]),
            self.dice.pick(&["", ", then = \"shut\"", ", then = \"open\""]),
        );
        format!("{{ state = \"{state}\", from = {}, to = {}{then} }}", on(from), on(to))
    }

    fn seasons(&mut self, places: &[Place]) {
        for season in 0..self.dice.between(0, 2) {
            let scope = self.scope(places);
            let (from, days) = (self.dice.between(0, 60), self.dice.between(0, 50));
            let (speed, exits, air) =
                (self.dice.number(0.2, 1.3), self.dice.number(0.0, 1.2), self.dice.number(0.0, 1.2));
            self.line(format!("\n[[season]]\nid = \"season-{season}\"\nscope = {scope}"));
            self.line(format!(
                "from = {}\nto = {}\nspeed = {speed:.2}\nexits = {exits:.2}\nair = {air:.2}",
                on(from),
                on(from + days)
            ));
            if self.ways.chance(40) {
                let water = self.ways.number(0.0, 1.2);
                self.line(format!("water = {water:.2}"));
            }
        }
    }

    fn shocks(&mut self, places: &[Place]) {
        for shock in 0..self.dice.between(0, 3) {
            self.line(format!("\n[[shock]]\nid = \"shock-{shock}\""));
            let (horizon, first) = (self.horizon(), self.dice.between(0, 70.min(self.horizon())));
            if self.dice.chance(40) {
                self.line(format!("date = {}", on((self.first() + first).min(horizon))));
            } else {
                let last = (first.max(self.first()) + self.dice.between(0, 50)).min(horizon);
                self.line(format!("window = [{}, {}]", on(first), on(last)));
            }
            if self.dice.chance(60) {
                let probability = self.dice.number(0.2, 1.0);
                self.line(format!("probability = {probability:.2}"));
            }
            let mut effects = Vec::new();
            for _ in 0..self.dice.between(1, 3) {
                let scope = self.scope(places);
                let days = self.law(8.0);
                let site = &places[self.dice.between(0, places.len() as i64 - 1) as usize];
                let kept: Vec<&str> = places.iter().filter(|p| p.keep > 0).map(|p| p.id.as_str()).collect();
                effects.push(match self.dice.between(0, 4) {
                    0 => {
                        let threat = self.threat();
                        format!("{{ suspend = {{ scope = {scope}, days = {days}{threat} }} }}")
                    }
                    1 => {
                        let effect = self.effect();
                        format!("{{ slow = {{ scope = {scope}, days = {days}{effect} }} }}")
                    }
                    2 => format!("{{ evacuate = [\"{}\"] }}", site.id),
                    3 if !kept.is_empty() => format!("{{ close_kept = [\"{}\"] }}", self.dice.pick(&kept)),
                    _ => format!("{{ advance = [\"{}\"] }}", site.id),
                });
            }
            self.line(format!("effects = [ {} ]", effects.join(", ")));
        }
    }

    fn policy(&mut self, places: &[Place]) {
        if self.dice.chance(30) {
            return;
        }
        self.line("\n[policy]");
        if self.dice.chance(60) {
            let (days, exits, air) = (self.dice.between(0, 60), self.dice.number(1.0, 3.0), self.dice.number(1.0, 3.0));
            self.line(format!("surge = {{ from_days_before = {days}, exits = {exits:.2}, air = {air:.2} }}"));
        }
        if self.dice.chance(60) {
            let days = self.dice.between(0, 30);
            self.line(format!("evacuate = {{ sites_open_days_before = {days} }}"));
        }
        if self.dice.chance(30) {
            let last = &places[places.len() - 1].id;
            self.line(format!("order = [\"{last}\"]"));
        }
    }

    fn milestones(&mut self) {
        for kind in ["people_out", "sites_vacated", "sites_ended", "cargo_out", "liquidation_over"] {
            if self.dice.chance(60) {
                let share = self.dice.pick(&["", "share = 0.9\n", "share = 0.5\n", "share = 0.33\n"]);
                let share = if kind == "liquidation_over" { "" } else { share };
                self.line(format!("\n[[milestone]]\nid = \"{kind}-1\"\nkind = \"{kind}\"\n{share}"));
            }
        }
    }
}

/// People whose site, component and contingent are chosen.
fn people(places: &[Place], chosen: impl Fn(&str, &str, &str) -> bool) -> i64 {
    let rows = places.iter().flat_map(|p| p.people.iter().map(|(c, k, n)| (p.id.as_str(), *c, *k, *n)));
    rows.filter(|(id, component, contingent, _)| chosen(id, component, contingent)).map(|(.., n)| n).sum()
}

/// The date of a day of the made-up missions.
fn on(day: i64) -> String {
    Calendar::new(date(2024, 1, 1)).date(day as i32).to_string()
}
