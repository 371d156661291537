namespace Merlon.Flows.Captured;

/// <summary>Of which packet a flow is, where one carries another: IP in IP, GRE (ERSPAN, too), VXLAN.</summary>
public enum TunnelView : byte
{
    /// <summary>The one that is carried, as far in as can be read: what Suricata, Zeek and tshark show.</summary>
    Inner,

    /// <summary>The one that carries: what a firewall on the way sees, whatever a sender made up inside.</summary>
    Outer,

    /// <summary>Each of them, so that the bytes of the inner count twice.</summary>
    Both,
}
