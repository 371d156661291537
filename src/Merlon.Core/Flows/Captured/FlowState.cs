namespace Merlon.Flows.Captured;

/// <summary>How far a conversation has come; the names are Suricata's.</summary>
public enum FlowState : byte
{
    /// <summary>Not answered, or TCP whose handshake is not done.</summary>
    New,

    /// <summary>Answered; of TCP, each end has acknowledged something of the other.</summary>
    Established,

    /// <summary>TCP: both ends sent FIN, or one sent RST.</summary>
    Closed,
}

/// <summary>Why a flow's record ends where it does.</summary>
public enum FlowEnd : byte
{
    /// <summary>No packet came for as long as its state allows.</summary>
    Idle,

    /// <summary>It had gone on for so long; its next packet begins another record.</summary>
    Active,

    /// <summary>TCP: closed, and its ports were used for the next connection.</summary>
    Reused,

    /// <summary>The table was full, and it had not been seen for longest.</summary>
    Evicted,

    /// <summary>The capture ended.</summary>
    CaptureEnded,
}
