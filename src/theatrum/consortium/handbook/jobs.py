"""What workers look after: teams that were made since may read the network's wiki, too."""

from theatrum.consortium.handbook import sharing
from theatrum.drivers.jobs import rounds

rounds.register(sharing.look_after)
