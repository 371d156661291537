using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class CredentialGuesses
{
    public static readonly Variant[] All =
    [
        new(CauseIds.CredentialGuessing, "ssh-by-a-colleague", story => Tell(
            story, Ssh, false, 40, 3, ["root"], "root")),
        new(CauseIds.CredentialGuessing, "mailbox", story => Tell(
            story, Imaps, true, 32, 5, ["j.meyer", "info", "sales", "k.olsen"], "sales")),
        new(CauseIds.CredentialGuessing, "slow-and-patient", story => Tell(
            story, Ssh, false, 22, 150, ["deploy"], "deploy")),
        new(CauseIds.CredentialGuessing, "vpn-portal", story => Tell(
            story, Https, true, 50, 2, ["m.lee", "p.novak", "s.kaya"], "p.novak")),
    ];

    static void Tell(Story story, Ports service, bool isPublic, int times, int apart, string[] users, string found)
    {
        var (servers, staff) = (story.Inside(), story.Inside());
        var victim = story.Host(servers);
        var attacker = isPublic ? story.Outside() : story.Host(staff);
        var rule = story.Accept(isPublic ? null : staff, victim, service);
        var others = isPublic ? story.Visitors(7) : story.Hosts(staff, 5);
        story.Use(others, victim, service.Low, 15);
        foreach (var other in others.Take(3)) story.HonestLogin(other, victim, service.Low, "user107");
        story.Guess(attacker, victim, service.Low, times, apart, users, works: true, found);
        story.Transfer(25_000, 96_000_000);
        story.Blame(CauseIds.CredentialGuessing, Change.Limit(rule, "10/day"), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }
}
