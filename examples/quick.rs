use drawdown::*;
use std::sync::atomic::AtomicBool;
fn main(){
  let path=std::env::args().nth(1).unwrap(); let n:u64=std::env::args().nth(2).unwrap().parse().unwrap();
  let loaded = match scenario::Scenario::load(std::path::Path::new(&path), &[]) { Ok(l)=>l, Err(e)=>{ eprintln!("{e}"); std::process::exit(2)} };
  let sc=&loaded.scenario;
  let t=std::time::Instant::now();
  let model=simulate::prepare(sc);
  eprintln!("prepare {:?}", t.elapsed());
  for s in &model.sites { eprintln!("{} begin {:?} planned {:?} keep {}", s.id, if s.begin<9999 {Some(model.calendar.date(s.begin))} else {None}, s.planned.map(|d| model.calendar.date(d)), s.keep); }
  let mut trace=simulate::Trace::default();
  let mut sim=simulate::Simulator::new(&model);
  let plan=sim.plan(&mut trace);
  let watches=observations::watches(sc,&model);
  let policies=ensemble::Policies::all();
  let stop=AtomicBool::new(false);
  let job=ensemble::Job{model:&model,watches:&watches,policies:&policies,seed:1,chunk:64,threads:0,stop:&stop,progress:&|_|{},each:None};
  let t=std::time::Instant::now();
  let ens=ensemble::run(&job,0..n).unwrap();
  eprintln!("run {:?}", t.elapsed());
  let plan=summary::Plan{days:trace.days,outcome:plan};
  let r=summary::results(&summary::Material{scenario:sc,model:&model,watches:&watches,policies:&policies,ensemble:&ens,plan:&plan,name:"x",seed:1,hash:"x"});
  for m in &r.milestones { println!("{} {} p={:.3} plan {:?} p10 {:?} p50 {:?} p80 {:?} p90 {:?} wo {:.0} left {:.2} evac {:.0} tail {:.0}", m.milestone,m.policy,m.by_deadline,m.plan,m.p10,m.p50,m.p80,m.p90,m.written_off_mean,m.sites_left_without_handover_mean,m.evacuated_mean,m.tail_mean); }
  for s in &r.sites { println!("{} planned {:?} ref {:?} p10 {:?} p50 {:?} p90 {:?} dl {:.2} ho {:.2}", s.site,s.planned,s.plan_vacated,s.vacated_p10,s.vacated_p50,s.vacated_p90,s.by_deadline,s.handed_over_share); }
  for c in &r.checks { println!("{} {} {} {} [{},{}] p05 {} p50 {} p95 {} in {:?} crps {:?} bound {:?}", c.observation,c.role,c.date,c.quantity,c.at_least,c.at_most,c.p05,c.p50,c.p95,c.inside_90,c.crps.map(|x|x.round()),c.bound_holds); }
}
