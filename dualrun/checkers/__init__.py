"""What must hold in every rehearsal: one file an invariant, judged from outside the integration layer."""
